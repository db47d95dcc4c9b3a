package dev.sluice.provider.call;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of server-sent events (WHATWG HTML, 9.2.6) from a stream. An event may end with
 * the stream instead of an empty line. A line, and the data of an event, have at most {@link
 * JsonReader#MAX_BYTES} bytes. Not thread-safe.
 */
final class ServerSentEvents {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final int CHUNK = 8 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int end;
  // The bounds of the last line in the buffer.
  private int lineStart;
  private int lineEnd;
  private boolean begun;

  ServerSentEvents(InputStream in) {
    this.in = in;
  }

  /** The data of the next event that has any; null at the end of the stream. */
  @Nullable String next() throws IOException, UpstreamException {
    String data = null;
    while (readLine()) {
      if (lineStart == lineEnd) {
        if (data != null) {
          return data;
        }
      } else if (isData()) {
        String more = value();
        data = data == null ? more : join(data, more);
      }
    }
    return data;
  }

  private static String join(String data, String more) throws UpstreamException {
    if (data.length() + more.length() > JsonReader.MAX_BYTES) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    return data + '\n' + more;
  }

  private boolean isData() {
    int nameEnd = lineStart + DATA.length;
    return lineEnd >= nameEnd
        && Arrays.equals(buffer, lineStart, nameEnd, DATA, 0, DATA.length)
        && (lineEnd == nameEnd || buffer[nameEnd] == ':');
  }

  private String value() {
    int from = Math.min(lineStart + DATA.length + 1, lineEnd);
    if (from < lineEnd && buffer[from] == ' ') {
      from++;
    }
    return new String(buffer, from, lineEnd - from, StandardCharsets.UTF_8);
  }

  private boolean readLine() throws IOException, UpstreamException {
    int at = start;
    while (true) {
      for (; at < end; at++) {
        if (buffer[at] == '\n' || buffer[at] == '\r') {
          lineStart = start;
          lineEnd = at;
          start = at + 1;
          skipLineFeed();
          return true;
        }
      }
      int scanned = at - start;
      if (!fill()) {
        lineStart = start;
        lineEnd = end;
        start = end;
        return lineStart < lineEnd;
      }
      at = start + scanned;
    }
  }

  /** A carriage return and a line feed are one end of a line. */
  private void skipLineFeed() {
    if (buffer[lineEnd] == '\r' && start < end && buffer[start] == '\n') {
      start++;
    }
    // If the line feed has not arrived yet, it ends an empty line, which is harmless.
  }

  private boolean fill() throws IOException, UpstreamException {
    if (end == buffer.length) {
      makeRoom();
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return begun || skipByteOrderMark();
  }

  private void makeRoom() throws UpstreamException {
    int length = end - start;
    if (length >= JsonReader.MAX_BYTES) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    byte[] roomy = length > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, start, roomy, 0, length);
    buffer = roomy;
    start = 0;
    end = length;
  }

  private boolean skipByteOrderMark() throws IOException, UpstreamException {
    int length = BYTE_ORDER_MARK.length;
    int known = Math.min(length, end);
    boolean possible = Arrays.equals(buffer, 0, known, BYTE_ORDER_MARK, 0, known);
    if (possible && known < length) {
      return fill();
    }
    begun = true;
    start = possible ? length : 0;
    return true;
  }
}
