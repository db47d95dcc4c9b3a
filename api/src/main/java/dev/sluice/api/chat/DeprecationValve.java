package dev.sluice.api.chat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Adds the headers {@code Deprecation} (RFC 9745), {@code Sunset} (RFC 8594) and {@code Link} (RFC
 * 5829) to every response of version 1, whatever its status.
 */
final class DeprecationValve extends ValveBase {

  private static final Set<String> PATHS = Set.of("/v1/chat", "/v1/chat/stream");
  private static final String SUCCESSOR = "</v2/chat>; rel=\"successor-version\"";

  /** IMF-fixdate of RFC 9110, 5.6.7, which wants two digits for the day. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String deprecation;
  private final String sunset;

  DeprecationValve(ChatProperties properties) {
    super(true);
    this.deprecation = deprecation(properties.deprecatedAt());
    this.sunset = HTTP_DATE.format(properties.sunsetAt());
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String decoded = request.getDecodedRequestURI();
    // A request that Tomcat refuses has not been decoded.
    String path = decoded == null ? request.getRequestURI() : decoded;
    if (path != null && PATHS.contains(path)) {
      response.setHeader("Deprecation", deprecation);
      response.setHeader("Sunset", sunset);
      response.addHeader("Link", SUCCESSOR);
    }
    getNext().invoke(request, response);
  }

  /** A date of structured fields (RFC 9651, 3.3.7). */
  private static String deprecation(Instant since) {
    return "@" + since.getEpochSecond();
  }
}
