package dev.sluice.api.http.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of every response of status 400 or above but 429. */
@Schema(name = "Error")
public record ErrorBody(
    @Schema(description = "The class of the error; it follows from the status.") ErrorClass error,
    @Schema(description = "Stable and specific.") String code,
    @Schema(description = "For people. Never repeats what was sent.") String message,
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "The field or header that is wrong, e.g. `messages[0].role`.")
        @Nullable String param) {}
