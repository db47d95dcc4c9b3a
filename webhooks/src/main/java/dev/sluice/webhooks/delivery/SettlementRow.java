package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of an attempt, as it is written.
 *
 * @param status where the delivery goes: pending, delivered, failed or held
 * @param retryIn when the next attempt is due; null for none
 * @param endpointFailed whether the failure is the endpoint's rather than ours
 * @param attempt what is logged; null where the attempt had no outcome and does not count
 */
public record SettlementRow(
    Claim claim,
    DeliveryStatus status,
    @Nullable Duration retryIn,
    boolean endpointFailed,
    @Nullable AttemptRow attempt) {

  /**
   * A row of the attempt log.
   *
   * @param failure class of failure; null where the attempt delivered
   * @param statusCode null where there was no response; its body is not kept then
   */
  @SuppressWarnings("ArrayRecordComponent") // Written once; never compared.
  public record AttemptRow(
      Instant startedAt,
      Duration took,
      @Nullable Integer statusCode,
      byte[] responseBody,
      boolean responseCut,
      @Nullable String failure,
      @Nullable String address,
      @Nullable String protocol,
      @Nullable Integer dnsMicros,
      @Nullable Integer connectMicros,
      @Nullable Integer tlsMicros,
      @Nullable Integer firstByteMicros) {

    static final AttemptRow NONE =
        new AttemptRow(
            Instant.EPOCH,
            Duration.ZERO,
            null,
            new byte[0],
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
  }

  @Nullable Instant startedAt() {
    return attempt == null ? null : attempt.startedAt();
  }

  /** As text, which the statement casts: a wait may exceed an int of milliseconds. */
  @Nullable String retryMillis() {
    return retryIn == null ? null : Long.toString(retryIn.toMillis());
  }

  AttemptRow log() {
    return attempt == null ? AttemptRow.NONE : attempt;
  }
}
