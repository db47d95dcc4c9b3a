package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that had an outcome, as the API shows it.
 *
 * @param trigger what brought it about: {@code automatic}, {@code manual} or {@code replay}
 * @param url without its query
 * @param address that was connected to; absent where none was
 * @param failure class of failure; absent where the attempt delivered
 * @param responseBody the beginning of what the endpoint answered, read as UTF-8
 */
public record DeliveryAttempt(
    int attempt,
    String trigger,
    Instant startedAt,
    int durationMs,
    String url,
    @Nullable String address,
    @Nullable String protocol,
    @Nullable Integer statusCode,
    @Nullable String failure,
    Timings timings,
    @Nullable String responseBody,
    boolean responseCut,
    @Nullable Instant nextAttemptAt) {

  /** How long its phases took; those that did not happen are left out. */
  @JsonInclude(Include.NON_NULL)
  public record Timings(
      @Nullable Double dnsMs,
      @Nullable Double connectMs,
      @Nullable Double tlsMs,
      @Nullable Double firstByteMs) {}
}
