package dev.sluice.dispatcher.send;

import java.util.Arrays;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Keeps no connection of HTTP/1.1 where the other side may have another notion of where its answer
 * ends: an answer that has no body by its status but speaks of one, or that gives its length in two
 * ways (RFC 9112, 6.3).
 */
final class Framing implements ConnectionReuseStrategy {

  @Override
  public boolean keepAlive(HttpRequest request, HttpResponse response, HttpContext context) {
    return isPlain(response)
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
  }

  private static boolean isPlain(HttpResponse response) {
    boolean coded = response.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    return MessageSupport.canResponseHaveBody(response)
        ? !(coded && response.containsHeader(HttpHeaders.CONTENT_LENGTH))
        : !coded && hasNoLength(response);
  }

  private static boolean hasNoLength(HttpResponse response) {
    return Arrays.stream(response.getHeaders(HttpHeaders.CONTENT_LENGTH))
        .allMatch(header -> "0".equals(header.getValue()));
  }
}
