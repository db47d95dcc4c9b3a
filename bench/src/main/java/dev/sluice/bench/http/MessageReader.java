package dev.sluice.bench.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads consecutive HTTP/1.1 messages from a connection without pipelining. A message with neither
 * {@code Content-Length} nor {@code Transfer-Encoding: chunked} has no body. Not thread-safe.
 */
public final class MessageReader {
  private static final int INITIAL_SIZE = 16 * 1024;
  private static final String LENGTH = "\r\ncontent-length:";

  private byte[] bytes = new byte[INITIAL_SIZE];
  private int size;
  private String head = "";
  private int bodyStart;
  private int contentLength;
  // Offset of the next chunk's size line.
  private int nextChunk;
  private boolean chunked;

  /**
   * Reads the available bytes and returns whether the message is complete.
   *
   * @throws EOFException if the peer has closed the connection
   */
  public boolean read(ReadableByteChannel channel) throws IOException {
    boolean more = true;
    while (more) {
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * size);
      }
      int count = channel.read(ByteBuffer.wrap(bytes, size, bytes.length - size));
      if (count < 0) {
        throw new EOFException("The connection was closed");
      }
      size += count;
      more = size == bytes.length;
    }
    return isComplete();
  }

  /** Prepares for the next message. */
  public void reset() {
    size = 0;
    bodyStart = 0;
    head = "";
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public String startLine() {
    return head.substring(0, head.indexOf('\r'));
  }

  /** The status code of a response. */
  public int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  /** Whether the sender closes the connection after this message. */
  public boolean closes() {
    return head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
  }

  /** The body as sent, including chunk framing. */
  public String rawBody() {
    return new String(bytes, bodyStart, size - bodyStart, UTF_8);
  }

  private boolean isComplete() {
    if (bodyStart == 0 && !readHead()) {
      return false;
    }
    return chunked ? readChunks() : size >= bodyStart + contentLength;
  }

  private boolean readHead() {
    int end = indexOf("\r\n\r\n", 0);
    if (end < 0) {
      return false;
    }
    head = new String(bytes, 0, end + 2, ISO_8859_1);
    bodyStart = end + 4;
    nextChunk = bodyStart;
    String lower = head.toLowerCase(Locale.ROOT);
    chunked = lower.contains("\r\ntransfer-encoding: chunked");
    int length = lower.indexOf(LENGTH);
    contentLength =
        length < 0
            ? 0
            : Integer.parseInt(
                lower.substring(length + LENGTH.length(), lower.indexOf('\r', length + 2)).strip());
    return true;
  }

  private boolean readChunks() {
    while (true) {
      int lineEnd = indexOf("\r\n", nextChunk);
      if (lineEnd < 0) {
        return false;
      }
      int length =
          Integer.parseInt(new String(bytes, nextChunk, lineEnd - nextChunk, ISO_8859_1), 16);
      int end = lineEnd + 2 + length + 2;
      if (size < end) {
        return false;
      }
      nextChunk = end;
      if (length == 0) {
        return true;
      }
    }
  }

  private int indexOf(String text, int from) {
    int last = size - text.length();
    for (int start = from; start <= last; start++) {
      int matched = 0;
      while (matched < text.length() && bytes[start + matched] == text.charAt(matched)) {
        matched++;
      }
      if (matched == text.length()) {
        return start;
      }
    }
    return -1;
  }
}
