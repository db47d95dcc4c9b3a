package dev.sluice.dispatcher.send;

import dev.sluice.egress.Destination;
import dev.sluice.egress.ExtraHeaderRules;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/**
 * The request of one attempt.
 *
 * @param owner the endpoint or tenant; owners share no connections, and their concurrent lookups
 *     are limited
 * @param headers in order; host, length and connection are added
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record AttemptRequest(String owner, URI url, Map<String, String> headers, byte[] body) {

  /** The library would replace line breaks in a header by spaces. */
  boolean hasValidHeaders() {
    return headers.entrySet().stream()
        .allMatch(header ->
            ExtraHeaderRules.isName(header.getKey())
                && ExtraHeaderRules.isValue(header.getValue()));
  }

  /** With the path and query exactly as in the URL. */
  ClassicHttpRequest toHttp(Destination destination) {
    String path = url.getRawPath();
    String query = url.getRawQuery();
    URIAuthority authority = new URIAuthority(destination.host(), url.getPort());
    ClassicHttpRequest request =
        new BasicClassicHttpRequest(
            Method.POST.name(),
            destination.scheme(),
            authority,
            (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    headers.forEach(request::addHeader);
    request.setHeader(HttpHeaders.HOST, authority);
    request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
    request.setHeader(HttpHeaders.CONNECTION, HeaderElements.KEEP_ALIVE);
    // A stream is written in chunks, so that a response can be noticed between them.
    request.setEntity(new InputStreamEntity(new ByteArrayInputStream(body), body.length, null));
    return request;
  }

  /** Omits the query, the headers and the body. */
  @Override
  public String toString() {
    return "AttemptRequest[" + url.getHost() + "]";
  }
}
