package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt with an outcome, as the API shows it.
 *
 * @param url without its query
 * @param address null if no address was connected to
 * @param failure null if the attempt delivered
 * @param responseBody the beginning of the response body, decoded as UTF-8
 */
@Schema(name = "DeliveryAttempt")
public record DeliveryAttempt(
    @Schema(description = "Its number, from 1.", minimum = "0") int attempt,
    @Schema(
            description = "What caused it.",
            allowableValues = {"automatic", "manual", "replay"})
        String trigger,
    @Schema(description = "When it began.") Instant startedAt,
    @Schema(description = "How long it took.", minimum = "0") int durationMs,
    @Schema(description = "Where it was sent, without the query.") String url,
    @Schema(description = "The address that was connected to.") @Nullable String address,
    @Schema(description = "The version of HTTP.") @Nullable String protocol,
    @Schema(description = "The status that the endpoint answered.", minimum = "0")
        @Nullable Integer statusCode,
    @Schema(description = "The class of failure.") @Nullable String failure,
    @Schema(description = "How long its phases took.") Timings timings,
    @Schema(description = "The beginning of the response body.") @Nullable String responseBody,
    @Schema(description = "Whether the response body goes on.") boolean responseCut,
    @Schema(description = "When the next attempt was planned for.")
        @Nullable Instant nextAttemptAt) {

  /** The durations of its phases; phases that did not take place are left out. */
  @JsonInclude(Include.NON_NULL)
  @Schema(name = "AttemptTimings")
  public record Timings(
      @Schema(description = "Name resolution; absent where none took place.", minimum = "0")
          @Nullable Double dnsMs,
      @Schema(description = "Connecting; absent where it did not take place.", minimum = "0")
          @Nullable Double connectMs,
      @Schema(description = "The TLS handshake; absent where none took place.", minimum = "0")
          @Nullable Double tlsMs,
      @Schema(
              description = "From there to the first byte of the response; absent if none came.",
              minimum = "0")
          @Nullable Double firstByteMs) {}
}
