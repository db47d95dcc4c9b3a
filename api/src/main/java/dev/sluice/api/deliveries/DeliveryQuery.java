package dev.sluice.api.deliveries;

import static com.fasterxml.jackson.annotation.JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.api.list.Micros;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters of {@code GET /v1/webhooks/{id}/deliveries}. */
@JsonInclude(Include.NON_NULL)
record DeliveryQuery(
    @ArraySchema(
            arraySchema =
                @Schema(
                    description =
                        "Only deliveries with one of these; repeated or separated by commas."),
            schema = @Schema(implementation = DeliveryStatus.class))
        @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> status,
    @Schema(description = "Only deliveries of events of this type.")
        @Pattern(
            regexp = "^[a-z][a-z_]{0,31}\\.[a-z][a-z_]{0,31}$",
            message = "must be the type of an event")
        @Nullable String event,
    @Schema(description = "Only deliveries created after this time.")
        @Nullable Instant createdAfter,
    @Schema(description = "Only deliveries created before this time.")
        @Nullable Instant createdBefore) {

  private static final int MAX_STATUSES = 12;

  /**
   * The filter for this endpoint's deliveries.
   *
   * @throws InvalidFieldException where a status is invalid
   */
  DeliveryFilter of(EndpointId webhook) {
    return new DeliveryFilter(
        webhook.value(),
        statuses(),
        event,
        Micros.down(createdAfter),
        createdBefore == null ? null : Micros.up(createdBefore));
  }

  private Set<DeliveryStatus> statuses() {
    if (status == null) {
      return Set.of();
    }
    String[] names = String.join(",", status).split(",", -1);
    if (names.length > MAX_STATUSES) {
      throw InvalidFieldException.of("status", "may have at most 12 values.");
    }
    Set<DeliveryStatus> statuses = new HashSet<>();
    for (String name : names) {
      statuses.add(
          DeliveryStatus.ofWireName(name)
              .orElseThrow(() ->
                  InvalidFieldException.of(
                      "status",
                      "must be one of pending, sending, delivered, failed, held, discarded.")));
    }
    return statuses;
  }
}
