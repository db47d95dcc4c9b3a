package dev.sluice.dispatcher.send;

import java.io.IOException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the heads of a connection's responses, counts those of interim ones, and takes none that
 * nobody asked for.
 */
final class BoundedParser implements NHttpMessageParser<HttpResponse> {

  private final NHttpMessageParser<HttpResponse> parser;
  private final Counterpart counterpart;
  private int parsed;

  BoundedParser(NHttpMessageParser<HttpResponse> parser, Counterpart counterpart) {
    this.parser = parser;
    this.counterpart = counterpart;
  }

  @Override
  public void reset() {
    parser.reset();
    parsed = 0;
  }

  /** The next head; null where it is not in yet. */
  @Override
  public @Nullable HttpResponse parse(SessionInputBuffer buffer, boolean endOfStream)
      throws IOException, HttpException {
    int before = buffer.length();
    if (before > 0) {
      counterpart.turn().arriving();
    }
    HttpResponse response = parser.parse(buffer, endOfStream);
    parsed += before - buffer.length();
    // What is left of an unfinished head is the beginning of its next line.
    int head = response == null ? parsed + buffer.length() : parsed;
    if (head > Protocols.MAX_HEAD_BYTES) {
      throw new MessageConstraintException("a head beyond its bound");
    }
    if (response != null && response.getCode() < HttpStatus.SC_OK) {
      counterpart.allowance().spendInterimResponse();
    }
    return response;
  }
}
