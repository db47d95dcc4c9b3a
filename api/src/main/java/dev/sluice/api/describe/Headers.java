package dev.sluice.api.describe;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The response headers, each once; responses refer to them. */
final class Headers {

  static final String REQUEST_ID = "X-Request-Id";
  static final String LOCATION = "Location";
  static final String ETAG = "ETag";
  static final String REPLAYED = "Idempotent-Replayed";
  static final String RETRY_AFTER = "Retry-After";
  static final String DEPRECATION = "Deprecation";
  static final String SUNSET = "Sunset";
  static final String LINK = "Link";
  static final String SHOULD_RETRY = "x-should-retry";
  static final String CHALLENGE = "WWW-Authenticate";
  static final String ACCEPT = "Accept";
  static final String ACCEPT_PATCH = "Accept-Patch";
  static final String ACCEL_BUFFERING = "X-Accel-Buffering";

  private Headers() {}

  static Header ref(String name) {
    return new Header().$ref("#/components/headers/" + name);
  }

  static Map<String, Header> all() {
    Map<String, Header> all = new TreeMap<>();
    all.put(
        REQUEST_ID,
        header(
            Shapes.text(1, 128),
            "The caller's own, when it is 1–128 visible ASCII characters, else a new one."));
    all.put(LOCATION, header(Shapes.text(), "Where the new resource is read."));
    all.put(ETAG, header(Shapes.text(), "Changes exactly when the body does (RFC 9110, 8.8.3)."));
    all.put(
        REPLAYED,
        header(
            Shapes.constant("true"),
            "The job was accepted by an earlier request with the same Idempotency-Key."));
    all.put(
        RETRY_AFTER,
        header(Shapes.integer(1, 86_400), "Whole seconds after which a retry may succeed."));
    all.put(DEPRECATION, header(Shapes.text(), "Since when this is deprecated (RFC 9745)."));
    all.put(SUNSET, header(Shapes.text(), "When this will be gone (RFC 8594)."));
    all.put(LINK, header(Shapes.text(), "Names what takes its place."));
    all.put(
        SHOULD_RETRY,
        header(
            Shapes.constant("false"),
            "There where a retry is of no use before Retry-After, which is long; SDKs heed it."));
    all.put(
        CHALLENGE,
        header(Shapes.text(), "How to identify oneself, and what is wrong (RFC 9110, RFC 6750)."));
    all.put(
        ACCEPT, header(Shapes.text(), "The types that a body may have, or with 406 the answer."));
    all.put(ACCEPT_PATCH, header(Shapes.text(), "The types that a change may have (RFC 5789)."));
    all.put(
        ACCEL_BUFFERING,
        header(Shapes.constant("no"), "Tells nginx to pass events on as they come."));
    for (String unit : new String[] {"requests", "tokens"}) {
      all.put(
          "x-ratelimit-limit-" + unit,
          header(Shapes.count(), "How many " + unit + " the tightest window allows."));
      all.put(
          "x-ratelimit-remaining-" + unit,
          header(Shapes.count(), "How many " + unit + " are left in it."));
      all.put(
          "x-ratelimit-reset-" + unit,
          header(Shapes.count(), "Seconds until all of its " + unit + " are there again."));
    }
    return all;
  }

  /** Those that some responses of this status have. */
  static List<String> ofRefusals(String method, int status) {
    return switch (status) {
      case 401, 403 -> List.of(CHALLENGE);
      case 406 -> List.of(ACCEPT);
      case 415 -> method.equals("PATCH") ? List.of(ACCEPT, ACCEPT_PATCH) : List.of(ACCEPT);
      // 502 as the provider advises.
      case 429, 502, 503 -> List.of(RETRY_AFTER, SHOULD_RETRY);
      default -> List.of();
    };
  }

  /** Those that every response to a known caller has. */
  static Iterable<String> limits() {
    return all().keySet().stream().filter(name -> name.startsWith("x-ratelimit-")).toList();
  }

  private static Header header(Schema<?> schema, String description) {
    return new Header().description(description).schema(schema);
  }
}
