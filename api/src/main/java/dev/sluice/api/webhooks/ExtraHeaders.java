package dev.sluice.api.webhooks;

import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.wire.Fields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint wants its deliveries to carry beside our own headers: at most {@link
 * WebhookBounds#MAX_HEADERS} names (tokens of RFC 9110, 5.6.2), each once in whatever case, none
 * that says how the request is framed, connected or signed. Values have visible ASCII and spaces
 * between only, so none ends its line.
 */
final class ExtraHeaders {

  private static final String FIELD = "headers";

  private ExtraHeaders() {}

  /** Reads the field {@code headers}, in the order given; null where it is not given. */
  static @Nullable Map<String, String> read(Fields fields) {
    Fields given = fields.object(FIELD).orElse(null);
    if (given == null) {
      return null;
    }
    List<String> names = given.names();
    if (names.size() > WebhookBounds.MAX_HEADERS) {
      throw fields.invalid(
          FIELD, "must have at most %d headers.".formatted(WebhookBounds.MAX_HEADERS));
    }
    Set<String> seen = new HashSet<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      // A name that is not valid is not repeated in the answer.
      if (!ExtraHeaderRules.isName(name)) {
        throw fields.invalid(
            FIELD,
            "must have names of 1 to %d characters of a token."
                .formatted(ExtraHeaderRules.MAX_NAME));
      }
      if (ExtraHeaderRules.isReserved(name)) {
        throw given.invalid(name, "is set by Sluice or its connection, and cannot be given.");
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw fields.invalid(FIELD, "must have each name once, in whatever case.");
      }
      values.put(name, value(given, name));
    }
    return values;
  }

  private static String value(Fields given, String name) {
    String value = given.requiredText(name, 0, WebhookBounds.MAX_HEADER_VALUE);
    if (!ExtraHeaderRules.isValue(value)) {
      throw given.invalid(
          name, "must have visible ASCII characters, with spaces between them only.");
    }
    return value;
  }
}
