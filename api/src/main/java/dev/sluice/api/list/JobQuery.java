package dev.sluice.api.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters of {@code GET /v1/jobs}, except those by metadata. */
@JsonInclude(Include.NON_NULL)
record JobQuery(
    @Schema(description = "Only jobs with this status.") @Nullable JobStatus status,
    @Schema(description = "Only jobs with this model.")
        @Size(max = RequestBounds.MAX_MODEL)
        @Pattern(
            regexp = "^" + RequestBounds.MODEL_PATTERN + "$",
            message = "must be a model's name")
        @Nullable String model,
    @Schema(description = "Only jobs accepted after this time.") @Nullable Instant createdAfter,
    @Schema(description = "Only jobs accepted before this time.") @Nullable Instant createdBefore) {

  private static final String METADATA = "metadata.";

  /**
   * With the pairs of {@code metadata.KEY=VALUE} among the parameters of the query.
   *
   * @throws InvalidFieldException where one is out of bounds or given more than once
   */
  JobFilter filter(Map<String, String[]> parameters) {
    Map<String, String> metadata = new HashMap<>();
    parameters.forEach((name, values) -> {
      if (name.startsWith(METADATA)) {
        String key = name.substring(METADATA.length());
        checkPair(name, key, values);
        metadata.put(key, values[0]);
      }
    });
    if (metadata.size() > RequestBounds.MAX_METADATA) {
      throw InvalidFieldException.of(
          "metadata", "must have at most %d pairs.".formatted(RequestBounds.MAX_METADATA));
    }
    return new JobFilter(
        status,
        model,
        Micros.down(createdAfter),
        createdBefore == null ? null : Micros.up(createdBefore),
        metadata);
  }

  private static void checkPair(String name, String key, String[] values) {
    // The message does not repeat a name that is too long or not printable.
    if (!isText(key, 1, RequestBounds.MAX_METADATA_KEY)) {
      throw InvalidFieldException.of(
          METADATA, "must be followed by a key of 1 to 64 characters without NUL.");
    }
    if (values.length > 1) {
      throw InvalidFieldException.of(name, "must be given once.");
    }
    if (!isText(values[0], 0, RequestBounds.MAX_METADATA_VALUE)) {
      throw InvalidFieldException.of(name, "must have at most 512 characters, none of them NUL.");
    }
  }

  private static boolean isText(String text, int min, int max) {
    int length = text.codePointCount(0, text.length());
    return length >= min && length <= max && text.indexOf('\0') < 0;
  }
}
