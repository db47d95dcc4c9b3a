package dev.sluice.api.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/**
 * Reads a body line by line. Lines end with LF or CRLF, the last one may end with the body; blank
 * ones are skipped. Holds at most one line and one chunk. Not thread-safe.
 */
final class LineReader {

  /** What comes next in a body. */
  sealed interface Line {}

  /** A line that is not blank, without its end. */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Text(byte[] bytes) implements Line {}

  /** Anything but a line. */
  enum Event implements Line {
    /** A line exceeded the limit and was skipped. */
    LINE_TOO_LONG,
    /** The body exceeded the limit; nothing more is read. */
    BODY_TOO_LARGE,
    /** The reader was stopped; nothing more is read. */
    STOPPED,
    END
  }

  private static final int CHUNK = 64 * 1024;

  private final InputStream in;
  private final int maxLine;
  private final BooleanSupplier stopped;
  private final byte[] chunk = new byte[CHUNK];
  private long left;
  private int position;
  private int limit;

  /**
   * @param stopped asked before every read; true ends the reading
   */
  LineReader(InputStream in, int maxLine, long maxBytes, BooleanSupplier stopped) {
    this.in = in;
    this.maxLine = maxLine;
    this.left = maxBytes;
    this.stopped = stopped;
  }

  /** The next line that is not blank; {@link Event#END} after the last one. */
  Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    boolean blank = true;
    while (true) {
      if (position == limit) {
        if (stopped.getAsBoolean()) {
          return Event.STOPPED;
        }
        int read = in.read(chunk);
        if (read < 0) {
          return ended(line, tooLong, blank);
        }
        left -= read;
        if (left < 0) {
          return Event.BODY_TOO_LARGE;
        }
        position = 0;
        limit = read;
      }
      int end = endOfLine();
      int length = end - position;
      blank = blank && isBlank(end);
      tooLong |= line.size() + length > maxLine;
      if (!tooLong) {
        line.write(chunk, position, length);
      }
      position = end;
      if (end < limit) {
        position++;
        if (tooLong) {
          return Event.LINE_TOO_LONG;
        }
        if (!blank) {
          return new Text(line.toByteArray());
        }
        line.reset();
      }
    }
  }

  /** Discards the rest, within the bounds, so that the client gets to read the answer. */
  void drain() throws IOException {
    int read = 0;
    while (left >= 0 && read >= 0 && !stopped.getAsBoolean()) {
      read = in.read(chunk);
      left -= read;
    }
  }

  private int endOfLine() {
    for (int i = position; i < limit; i++) {
      if (chunk[i] == '\n') {
        return i;
      }
    }
    return limit;
  }

  private boolean isBlank(int end) {
    for (int i = position; i < end; i++) {
      if (chunk[i] != ' ' && chunk[i] != '\t' && chunk[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Line ended(ByteArrayOutputStream line, boolean tooLong, boolean blank) {
    if (tooLong) {
      return Event.LINE_TOO_LONG;
    }
    return blank ? Event.END : new Text(line.toByteArray());
  }
}
