package dev.sluice.api.replay;

import dev.sluice.api.list.TimeParameters;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.replay.ReplayRange;
import dev.sluice.wire.Fields;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the body of {@code POST /v1/webhooks/{id}/replay}. */
final class ReplayRequest {

  private static final int MAX_STATUSES = 4;
  private static final int MAX_WORD = 64;
  private static final String WORDS = "failed, held, discarded, delivered";

  private ReplayRequest() {}

  /** Nothing is older than 1970, and until is never later than now. */
  static ReplayRange read(JsonNode document, Instant now) {
    Fields fields = Fields.of(document);
    Instant since =
        fields
            .timestamp("since")
            .map(time ->
                TimeParameters.roundedUp(time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time))
            .orElseThrow(() -> fields.invalid("since", "is required."));
    Instant until =
        TimeParameters.roundedUp(
            fields.timestamp("until").filter(time -> time.isBefore(now)).orElse(now));
    if (!since.isBefore(until)) {
      throw fields.invalid("since", "must be earlier than until and than now.");
    }
    return new ReplayRange(since, until, statuses(fields));
  }

  private static Set<DeliveryStatus> statuses(Fields fields) {
    JsonNode given = fields.node("status");
    if (given == null) {
      return EnumSet.of(DeliveryStatus.FAILED);
    }
    List<String> names =
        given.isArray()
            ? fields.texts("status", MAX_STATUSES, 1, MAX_WORD)
            : List.of(fields.requiredText("status", 1, MAX_WORD));
    if (names.isEmpty()) {
      throw fields.invalid("status", "must have at least one item.");
    }
    Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
    for (String name : names) {
      statuses.add(
          status(name).orElseThrow(() -> fields.invalid("status", "must be of " + WORDS + ".")));
    }
    return statuses;
  }

  /** What is under way is not sent once more. */
  private static Optional<DeliveryStatus> status(String name) {
    return DeliveryStatus.ofWireName(name)
        .filter(status -> status != DeliveryStatus.PENDING && status != DeliveryStatus.SENDING);
  }
}
