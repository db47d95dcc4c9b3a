package dev.sluice.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a {@link DeliveryEvent} does to a delivery. */
public sealed interface DeliveryTransition {

  /**
   * The delivery changes.
   *
   * @param nextAttemptAt when it may next be claimed; set exactly when it goes (back) to pending.
   *     What was held may not before the time it was planned for either
   */
  record To(DeliveryState next, @Nullable Instant nextAttemptAt) implements DeliveryTransition {}

  /** The event does not apply in this state; nothing changes. */
  record Refused() implements DeliveryTransition {}
}
