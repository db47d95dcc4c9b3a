package dev.sluice.api.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/**
 * Reads a body line by line. Lines end with LF or CRLF, the last one may end with the body; blank
 * ones are skipped. Holds one line and one chunk at most. For one thread.
 */
final class LineReader {

  private static final int CHUNK = 64 * 1024;

  private final InputStream in;
  private final int maxLine;
  private final BooleanSupplier late;
  private final byte[] chunk = new byte[CHUNK];
  private long left;
  private int position;
  private int limit;

  /**
   * A reader of this stream.
   *
   * @param late asked before every read; true ends the reading
   */
  LineReader(InputStream in, int maxLine, long maxBytes, BooleanSupplier late) {
    this.in = in;
    this.maxLine = maxLine;
    this.left = maxBytes;
    this.late = late;
  }

  /** The next line that is not blank; {@link Line.End} ever after the last one. */
  Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    boolean blank = true;
    while (true) {
      if (position == limit) {
        if (late.getAsBoolean()) {
          return new Line.TooLate();
        }
        int read = in.read(chunk);
        if (read < 0) {
          return ended(line, tooLong, blank);
        }
        left -= read;
        if (left < 0) {
          return new Line.TooMuch();
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
          return new Line.TooLong();
        }
        if (!blank) {
          return new Line.Text(line.toByteArray());
        }
        line.reset();
      }
    }
  }

  /** Reads what is left within the bounds and drops it, so that its sender gets to the answer. */
  void drain() throws IOException {
    int read = 0;
    while (left >= 0 && read >= 0 && !late.getAsBoolean()) {
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
      return new Line.TooLong();
    }
    return blank ? new Line.End() : new Line.Text(line.toByteArray());
  }
}
