package dev.sluice.api.keys;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** A key's own limits; absent ones are the default's. */
public record KeyLimits(
    @Schema(description = "Null for the default.", requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(Integer.MAX_VALUE)
        @Nullable Integer requestsPerMinute,
    @Schema(description = "Null for the default.", requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(Integer.MAX_VALUE)
        @Nullable Integer requestsPerHour,
    @Schema(description = "Null for the default.", requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(Integer.MAX_VALUE)
        @Nullable Integer tokensPerMinute,
    @Schema(
            description = "GET requests; null for ten times the request limit, at least 600.",
            requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(Integer.MAX_VALUE)
        @Nullable Integer pollsPerMinute) {

  public static final KeyLimits DEFAULT = new KeyLimits(null, null, null, null);
}
