package dev.sluice.dispatcher.send;

import dev.sluice.webhooks.delivery.FailureClass;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A socket that reads at most 384 KiB per exchange, counted below TLS, so that interim responses,
 * chunk extensions, empty TLS records and the like cannot keep an attempt busy until its deadline.
 * For one thread at a time, except for {@link #close}.
 */
final class CountedSocket extends Socket {

  /** The bounds of a head and a body, and 256 KiB for framing and TLS. */
  private static final long MAX_BYTES = (64 + 64 + 256) * 1024L;

  private long left = MAX_BYTES;

  /** Before an exchange; unused allowance does not add up. */
  void renewAllowance() {
    left = MAX_BYTES;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        return counted(super.read(), 1);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        return counted(count, count);
      }
    };
  }

  private int counted(int result, int count) throws IOException {
    if (result >= 0) {
      left -= count;
      if (left < 0) {
        throw new AttemptFailedException(FailureClass.TOO_LARGE);
      }
    }
    return result;
  }
}
