package dev.sluice.api.replay;

import static com.fasterxml.jackson.annotation.JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.api.list.Micros;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.replay.ReplayRange;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/webhooks/{id}/replay}. */
@JsonInclude(Include.NON_NULL)
record ReplayRequest(
    @Schema(description = "The start of the range, inclusive.") @NotNull Instant since,
    @Schema(description = "The end of the range, exclusive; by default now, and never later.")
        @Nullable Instant until,
    @Schema(
            description =
                "The status of the deliveries, one or a list of 1 to 4; `failed` by default.",
            oneOf = {Replayable.class, Replayable[].class})
        @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Size(min = 1, max = 4)
        @Nullable List<@NotNull Replayable> status) {

  /** The statuses of deliveries that can be sent again. */
  enum Replayable {
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("held")
    HELD,
    @JsonProperty("discarded")
    DISCARDED,
    @JsonProperty("delivered")
    DELIVERED
  }

  /**
   * The range, which begins no earlier than 1970 and ends no later than {@code now}.
   *
   * @throws InvalidFieldException where it is empty
   */
  ReplayRange range(Instant now) {
    Instant start = Micros.up(since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since);
    Instant end = Micros.up(until == null || until.isAfter(now) ? now : until);
    if (!start.isBefore(end)) {
      throw InvalidFieldException.of("since", "must be earlier than until and than now.");
    }
    return new ReplayRange(
        start,
        end,
        requireNonNullElse(status, List.of(Replayable.FAILED)).stream()
            .map(given -> DeliveryStatus.valueOf(given.name()))
            .collect(Collectors.toSet()));
  }
}
