package dev.sluice.dispatcher.send;

import dev.sluice.webhooks.delivery.Response;
import dev.sluice.work.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** Reads a response whose head has been received. */
final class ResponseReader {

  private static final int MAX_READ_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 8 * 1024;

  private final ClassicHttpResponse http;
  private final Response response;
  private final boolean complete;

  /** Reads the body to its end, to 64 KiB, or until the connection breaks. */
  ResponseReader(ClassicHttpResponse http) {
    this.http = http;
    HttpEntity entity = http.getEntity();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int total = 0;
    boolean ended = entity == null;
    try {
      // Not closed: that would read the rest.
      InputStream content = entity == null ? InputStream.nullInputStream() : entity.getContent();
      byte[] chunk = new byte[ended ? 0 : CHUNK_BYTES];
      while (!ended && total <= MAX_READ_BYTES) {
        int count = content.read(chunk);
        ended = count < 0;
        total += Math.max(count, 0);
        kept.write(chunk, 0, Math.clamp(count, 0, Response.MAX_KEPT_BYTES - kept.size()));
      }
    } catch (IOException _) {
      // The status counts nevertheless.
    }
    this.complete = ended;
    this.response =
        new Response(http.getCode(), kept.toByteArray(), !complete || total > kept.size());
  }

  Response response() {
    return response;
  }

  /**
   * Whether the connection can be reused: the body was read to its end, and the receiver cannot
   * disagree about where that is. It may if a status without a body describes one, or if the length
   * is given in two ways (RFC 9112, 6.3).
   */
  boolean isReusable() {
    boolean encoded = http.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    Header[] lengths = http.getHeaders(HttpHeaders.CONTENT_LENGTH);
    boolean unambiguous =
        MessageSupport.canResponseHaveBody(http)
            ? !encoded || lengths.length == 0
            : !encoded && Arrays.stream(lengths).allMatch(length -> "0".equals(length.getValue()));
    return complete
        && unambiguous
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(null, http, HttpCoreContext.create());
  }

  /** The delay that a 429 or 503 asks for. */
  Optional<Duration> retryAfter(Instant now) {
    Header header = http.getFirstHeader(HttpHeaders.RETRY_AFTER);
    boolean applies =
        http.getCode() == HttpStatus.SC_TOO_MANY_REQUESTS
            || http.getCode() == HttpStatus.SC_SERVICE_UNAVAILABLE;
    return applies && header != null ? RetryAfter.parse(header.getValue(), now) : Optional.empty();
  }
}
