package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Parses the heads of one connection's responses, each of at most 64 KiB and 1000 headers, with at
 * most 20 interim responses before each final one.
 */
final class ResponseParser extends DefaultHttpResponseParser {

  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_HEADERS = 1000;
  private static final int MAX_INTERIM_RESPONSES = 20;

  static final Http1Config CONFIG =
      Http1Config.custom()
          .setMaxLineLength(MAX_HEAD_BYTES)
          // The library refuses a head that reaches its limit.
          .setMaxHeaderCount(MAX_HEADERS + 1)
          .build();

  private @Nullable SessionInputBuffer buffer;
  private int interimResponses;

  ResponseParser() {
    super(CONFIG);
  }

  /** Whether bytes were read that belong to no response yet. */
  boolean hasUnparsed() {
    return buffer != null && buffer.length() > 0;
  }

  @Override
  public @Nullable ClassicHttpResponse parse(SessionInputBuffer from, InputStream stream)
      throws IOException, HttpException {
    buffer = from;
    long begin = consumed(from);
    ClassicHttpResponse response = super.parse(from, stream);
    if (consumed(from) - begin > MAX_HEAD_BYTES) {
      throw new MessageConstraintException("The head of the response is too large");
    }
    if (response != null) {
      checkInterim(response.getCode());
    }
    return response;
  }

  private static long consumed(SessionInputBuffer from) {
    return from.getMetrics().getBytesTransferred() - from.length();
  }

  private void checkInterim(int status) throws IOException, HttpException {
    if (status == HttpStatus.SC_SWITCHING_PROTOCOLS) {
      throw new ProtocolException("The receiver switches to a protocol that was not requested");
    }
    interimResponses = status < HttpStatus.SC_OK ? interimResponses + 1 : 0;
    if (interimResponses > MAX_INTERIM_RESPONSES) {
      throw new MessageConstraintException("Too many interim responses");
    }
  }
}
