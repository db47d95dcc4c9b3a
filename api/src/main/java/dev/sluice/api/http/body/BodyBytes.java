package dev.sluice.api.http.body;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.springframework.stereotype.Component;

/**
 * Reads a body whole, within three bounds: its size, the time that it takes, and what this process
 * holds of all bodies together. Memory is taken as bytes arrive, not as a length announces them, so
 * a caller who only promises a body takes none from others.
 */
@Component
final class BodyBytes {

  private static final int STEP = 16 * 1024;

  private final int limit;
  private final long timeoutNanos;
  private final HeldBodies held;

  BodyBytes(BodyProperties properties, HeldBodies held) {
    this.limit = Math.toIntExact(properties.maxSize().toBytes());
    this.timeoutNanos = properties.readTimeout().toNanos();
    this.held = held;
  }

  /**
   * The bytes.
   *
   * @throws ApiException 413 for too many, 408 where they come too slowly, 503 where other bodies
   *     have taken all memory, 400 where they end early or are framed wrongly
   */
  byte[] read(HttpServletRequest request) {
    if (request.getContentLengthLong() > limit) {
      throw new ApiException(tooLarge());
    }
    long start = System.nanoTime();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      InputStream in = request.getInputStream();
      byte[] step = new byte[STEP];
      for (int read = in.read(step); read >= 0; read = in.read(step)) {
        if (bytes.size() + read > limit) {
          throw new ApiException(tooLarge());
        }
        if (System.nanoTime() - start > timeoutNanos) {
          throw tooSlow();
        }
        take(request, read);
        bytes.write(step, 0, read);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw isTimeout(e) ? tooSlow() : endedEarly();
    }
  }

  /**
   * Takes memory beyond that of the bytes, until the request ends.
   *
   * @throws ApiException 503 where other bodies have taken all
   */
  void take(HttpServletRequest request, int size) {
    if (!held.tryTake(request, size)) {
      throw noRoom();
    }
  }

  private static boolean isTimeout(IOException failure) {
    return failure instanceof SocketTimeoutException
        || failure.getCause() instanceof SocketTimeoutException;
  }

  /** What is said of a body over the limit. */
  ApiError tooLarge() {
    return ErrorCode.BODY_TOO_LARGE.error(limit);
  }

  /** Largest body, in bytes. */
  int limit() {
    return limit;
  }

  private static ApiException tooSlow() {
    return ErrorCode.REQUEST_TIMEOUT.exception();
  }

  private static ApiException noRoom() {
    return ErrorCode.OVERLOADED.exception();
  }

  private static ApiException endedEarly() {
    return new ApiException(
        ErrorCode.MALFORMED_JSON.because("The body ended early or could not be read."));
  }
}
