package dev.sluice.dispatcher.send;

import dev.sluice.egress.Destination;
import dev.sluice.webhooks.delivery.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A running attempt: its deadline, the socket that is closed at the deadline, and its {@link Trace}
 * so far. Used by the sending thread, except for {@link #expire}.
 */
final class Exchange {

  /**
   * Whose connections may be reused: those of the same owner to the same host and port. What a
   * receiver does to a connection does not affect other owners, even behind the same gateway.
   */
  record Origin(String owner, Destination destination) {}

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

  Exchange(Origin origin, Duration deadline) {
    this.origin = origin;
    this.endNanos = System.nanoTime() + deadline.toNanos();
  }

  Origin origin() {
    return origin;
  }

  /** The time until the deadline; not negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** The time until the deadline, at most {@code limit}. */
  Duration left(Duration limit) {
    Duration left = left();
    return left.compareTo(limit) < 0 ? left : limit;
  }

  boolean isOver() {
    return left().isZero();
  }

  /** Sets the socket that is closed at the deadline. */
  synchronized void uses(Socket next, InetAddress remote) throws IOException {
    socket = next;
    address = remote;
    if (expired) {
      next.close();
    }
  }

  /** Closes the socket, which ends any wait of the sending thread. */
  synchronized void expire() {
    expired = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException _) {
      // It is closed nevertheless.
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
        dns,
        connect,
        tls,
        firstByte);
  }
}
