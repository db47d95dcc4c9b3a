package dev.sluice.api.deliveries;

import static dev.sluice.api.list.PageQuery.single;

import dev.sluice.api.list.TimeParameters;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Filters of deliveries as query parameters. */
final class DeliveryFilters {

  private static final Pattern EVENT = Pattern.compile("[a-z][a-z_]{0,31}\\.[a-z][a-z_]{0,31}");
  private static final int MAX_VALUES = 12;

  private DeliveryFilters() {}

  /**
   * Reads the parameters.
   *
   * @throws InvalidFieldException where one is invalid
   */
  static DeliveryFilter read(EndpointId webhook, Map<String, String[]> parameters) {
    return new DeliveryFilter(
        webhook.value(),
        statuses(parameters.getOrDefault("status", new String[0])),
        single(parameters, "event").map(DeliveryFilters::event).orElse(null),
        TimeParameters.after(parameters, "created_after").orElse(null),
        TimeParameters.before(parameters, "created_before").orElse(null));
  }

  /** Equal exactly for equal filters; cursors are bound to it. */
  static String identity(DeliveryFilter filter) {
    return "deliveries" + Json.mapper().writeValueAsString(filter);
  }

  /** Given once or several times, each with one or, separated by commas, several. */
  private static Set<DeliveryStatus> statuses(String[] values) {
    Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
    if (values.length > MAX_VALUES) {
      throw new InvalidFieldException("status", "status may be given at most 12 times.");
    }
    for (String value : values) {
      String[] names = value.split(",", MAX_VALUES + 1);
      if (names.length > MAX_VALUES) {
        throw new InvalidFieldException("status", "status may have at most 12 values.");
      }
      for (String name : names) {
        statuses.add(
            DeliveryStatus.ofWireName(name)
                .orElseThrow(() ->
                    new InvalidFieldException(
                        "status",
                        "status must be one of pending, sending, delivered, failed, held,"
                            + " discarded.")));
      }
    }
    return statuses;
  }

  private static String event(String value) {
    if (!EVENT.matcher(value).matches()) {
      throw new InvalidFieldException("event", "event must be the type of an event.");
    }
    return value;
  }
}
