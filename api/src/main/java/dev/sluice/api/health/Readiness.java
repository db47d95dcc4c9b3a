package dev.sluice.api.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Whether this process should get requests.
 *
 * @param reasons why not; empty exactly when ready
 * @param degraded the dependencies that are unavailable, and not needed to be ready
 */
record Readiness(
    @Schema(description = "Whether requests should be sent.") boolean ready,
    @JsonInclude(Include.NON_EMPTY) @Schema(description = "Why requests should not be sent.")
        List<String> reasons,
    @JsonInclude(Include.NON_EMPTY) @Schema(description = "The dependencies that are unavailable.")
        List<String> degraded) {

  static Readiness of(boolean kafka, boolean postgres, boolean draining) {
    List<String> reasons =
        draining ? List.of("draining") : kafka ? List.of() : List.of("kafka unreachable");
    return new Readiness(
        reasons.isEmpty(), reasons, postgres ? List.of() : List.of("postgres unreachable"));
  }
}
