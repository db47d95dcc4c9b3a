package dev.sluice.api.http.errors;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.PositiveOrZero;

/** The body of every response of status 429. */
@Schema(name = "RateLimitError")
public record RateLimitBody(
    @Schema(description = "Always `rate_limit_exceeded`.") ErrorClass error,
    @Schema(description = "Stable and specific.") String code,
    @Schema(description = "For people.") String message,
    @Schema(description = "The limit that is reached.") @PositiveOrZero long limit,
    @Schema(
            description = "The window that it applies to.",
            allowableValues = {"minute", "hour"})
        String window,
    @Schema(description = "Seconds after which a retry would succeed.") @PositiveOrZero
        long retryAfter) {}
