package dev.sluice.dispatcher.send;

import dev.sluice.egress.Destination;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.net.URIAuthority;

/** The request of a {@link Post}, and what the head of its response says. */
final class Messages {

  private Messages() {}

  /** The path and query are sent exactly as the URL has them. */
  static ClassicHttpRequest request(Post post, Destination destination) {
    String path = post.url().getRawPath();
    String query = post.url().getRawQuery();
    URIAuthority authority = new URIAuthority(destination.host(), post.url().getPort());
    ClassicHttpRequest request =
        new BasicClassicHttpRequest(
            Method.POST.name(),
            destination.scheme(),
            authority,
            (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    post.headers().forEach(request::addHeader);
    request.setHeader(HttpHeaders.HOST, authority);
    request.setHeader(HttpHeaders.CONTENT_LENGTH, post.body().length);
    request.setHeader(HttpHeaders.CONNECTION, HeaderElements.KEEP_ALIVE);
    // In pieces, so that a response can be noticed between them.
    request.setEntity(
        new InputStreamEntity(new ByteArrayInputStream(post.body()), post.body().length, null));
    return request;
  }

  /**
   * Whether another request may follow on the connection: not after a response whose end the
   * receiver may see elsewhere, because it has a status without a body but describes one, or gives
   * its length in two ways (RFC 9112, 6.3).
   */
  static boolean isReusable(ClassicHttpResponse response) {
    boolean encoded = response.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    Header[] lengths = response.getHeaders(HttpHeaders.CONTENT_LENGTH);
    boolean clear =
        MessageSupport.canResponseHaveBody(response)
            ? !encoded || lengths.length == 0
            : !encoded && Arrays.stream(lengths).allMatch(length -> "0".equals(length.getValue()));
    return clear
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            null, response, HttpCoreContext.create());
  }

  /** The wait that a 429 or 503 asks for. */
  static Optional<Duration> retryAfter(ClassicHttpResponse response, Instant now) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    boolean counts =
        response.getCode() == HttpStatus.SC_TOO_MANY_REQUESTS
            || response.getCode() == HttpStatus.SC_SERVICE_UNAVAILABLE;
    return counts && header != null ? RetryAfter.parse(header.getValue(), now) : Optional.empty();
  }
}
