package dev.sluice.job;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link JobTrigger} does to a job. */
public sealed interface Transition {

  /**
   * The job changes.
   *
   * @param runAt when it may next be claimed; set exactly when it goes (back) to pending
   * @param error what the API shows from now on; null when nothing failed
   * @param event the event to publish in the same transaction; absent for none
   */
  record To(
      JobState next, @Nullable Instant runAt, @Nullable JobError error, Optional<EventType> event)
      implements Transition {}

  /** The trigger does not apply in this state; nothing changes and nothing is announced. */
  record Refused() implements Transition {}
}
