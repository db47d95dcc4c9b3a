package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt in progress: its deadline, the socket that is closed at the deadline, and the {@link
 * Trace} so far. Used by the sending thread; only {@link #expire} is called from another one.
 */
final class Attempt {

  private static final int NANOS_PER_MICRO = 1000;

  private final Origin origin;
  private final long endNanos;
  private @Nullable Socket socket;
  private boolean expired;
  private @Nullable InetAddress address;
  private boolean connected;
  private @Nullable Integer dns;
  private @Nullable Integer connect;
  private @Nullable Integer tls;
  private @Nullable Integer firstByte;

  Attempt(Origin origin, Duration limit) {
    this.origin = origin;
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  Origin origin() {
    return origin;
  }

  /** The time until the deadline; not negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** The same, at most {@code limit}. */
  Duration left(Duration limit) {
    Duration left = left();
    return left.compareTo(limit) < 0 ? left : limit;
  }

  boolean isOver() {
    return left().isZero();
  }

  /** From now on this is the socket that is closed at the deadline. */
  synchronized void uses(Socket next, InetAddress remote) throws IOException {
    socket = next;
    address = remote;
    if (expired) {
      next.close();
    }
  }

  /** Closes the socket, which ends whatever the sending thread waits for. */
  synchronized void expire() {
    expired = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException _) {
      // It is closed all the same.
    }
  }

  void connected() {
    connected = true;
  }

  void dnsSince(long nanos) {
    dns = microsSince(nanos);
  }

  void connectSince(long nanos) {
    connect = microsSince(nanos);
  }

  void tlsSince(long nanos) {
    tls = microsSince(nanos);
  }

  void firstByteSince(long nanos) {
    firstByte = microsSince(nanos);
  }

  private static int microsSince(long nanos) {
    return Math.toIntExact(
        Math.min((System.nanoTime() - nanos) / NANOS_PER_MICRO, Integer.MAX_VALUE));
  }

  Trace trace() {
    return new Trace(
        address == null ? null : address.getHostAddress(),
        connected ? "HTTP/1.1" : null,
        new Phases(dns, connect, tls, firstByte));
  }
}
