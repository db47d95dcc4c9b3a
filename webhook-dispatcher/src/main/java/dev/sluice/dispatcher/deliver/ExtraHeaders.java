package dev.sluice.dispatcher.deliver;

import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The headers that an endpoint asked for. What must not be there is refused when the endpoint is
 * registered; this does not rely on it: a name that is ours or the connection's, and a value that
 * would end its line, are left out, with a word in the log that names the header and never shows
 * its value.
 */
final class ExtraHeaders {

  private static final Logger log = LoggerFactory.getLogger(ExtraHeaders.class);
  private static final TypeReference<LinkedHashMap<String, String>> MAP = new TypeReference<>() {};

  private ExtraHeaders() {}

  /**
   * Those of a JSON object of names and values that may be sent.
   *
   * @param destination for the log
   * @throws IllegalArgumentException where it is no such object; the message repeats nothing of it
   */
  static Map<String, String> read(String json, String destination) {
    Map<String, String> headers = new LinkedHashMap<>();
    try {
      Json.mapper()
          .readValue(json, MAP)
          .forEach((name, value) -> {
            if (mayBeSent(name, value)) {
              headers.put(name, value);
            } else {
              log.warn(
                  "destination={} header {} is not sent",
                  destination,
                  ExtraHeaderRules.isName(name) ? name : "without a valid name");
            }
          });
    } catch (JacksonException _) {
      throw new IllegalArgumentException("the headers are not a JSON object of texts");
    }
    return headers;
  }

  private static boolean mayBeSent(String name, String value) {
    return ExtraHeaderRules.isName(name)
        && value != null
        && ExtraHeaderRules.isValue(value)
        && !ExtraHeaderRules.isReserved(name);
  }
}
