package dev.sluice.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private final MessageReader reader = new MessageReader();

  @Test
  void messageWithContentLengthEndsWithItsLastByte() throws IOException {
    ChunkedChannel chunks =
        new ChunkedChannel("HTTP/1.1 202 Accepted\r\nContent-Le", "ngth: 5\r\n\r\n", "hell", "o");
    assertThat(chunks.readsUntilComplete(reader)).isEqualTo(4);
    assertThat(reader.status()).isEqualTo(202);
    assertThat(reader.rawBody()).isEqualTo("hello");
    assertThat(reader.closes()).isFalse();
  }

  @Test
  void chunkedMessageEndsWithItsLastChunk() throws IOException {
    ChunkedChannel chunks =
        new ChunkedChannel(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nab",
            "c\r",
            "\nA\r\n0123456789\r\n0\r\n",
            "\r\n");
    assertThat(chunks.readsUntilComplete(reader)).isEqualTo(4);
    assertThat(reader.closes()).isTrue();
  }

  @Test
  void messageWithoutABodyEndsWithItsHead() throws IOException {
    ChunkedChannel chunks = new ChunkedChannel("GET /v1/models HTTP/1.1\r\nHost: x\r\n\r", "\n");
    assertThat(chunks.readsUntilComplete(reader)).isEqualTo(2);
    assertThat(reader.startLine()).isEqualTo("GET /v1/models HTTP/1.1");
  }

  @Test
  void nextMessageIsReadAfterAReset() throws IOException {
    String message = "POST / HTTP/1.1\r\ncontent-length: 40000\r\n\r\n" + "x".repeat(40_000);
    new ChunkedChannel(message).readsUntilComplete(reader);
    reader.reset();
    new ChunkedChannel(message).readsUntilComplete(reader);
    assertThat(reader.rawBody()).hasSize(40_000);
  }

  @Test
  void closedConnectionThrows() {
    assertThatThrownBy(() -> new ChunkedChannel("HTTP/1.1 200 OK\r\n").readsUntilComplete(reader))
        .isInstanceOf(EOFException.class);
  }

  /** A channel that delivers these chunks and is then closed. */
  private static final class ChunkedChannel implements ReadableByteChannel {
    private final Queue<ByteBuffer> chunks = new ArrayDeque<>();
    private boolean pause;

    ChunkedChannel(String... texts) {
      for (String text : texts) {
        chunks.add(ByteBuffer.wrap(text.getBytes(UTF_8)));
      }
    }

    int readsUntilComplete(MessageReader reader) throws IOException {
      int reads = 1;
      while (!reader.read(this)) {
        reads++;
      }
      return reads;
    }

    @Override
    public int read(ByteBuffer target) {
      ByteBuffer next = chunks.peek();
      if (next == null) {
        return pause ? 0 : -1;
      }
      int count = Math.min(next.remaining(), target.remaining());
      target.put(next.slice(next.position(), count));
      next.position(next.position() + count);
      if (!next.hasRemaining()) {
        chunks.remove();
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      pause = false;
    }
  }
}
