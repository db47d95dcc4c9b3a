package dev.sluice.dispatcher.send;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Takes down which way a request takes. Safe for the caller and the I/O threads. */
final class Stopwatch {

  private static final int NANOS_PER_MICRO = 1000;

  private final boolean resent;
  private boolean arrived;
  private @Nullable String address;
  private @Nullable String protocol;
  private @Nullable Integer dns;
  private @Nullable Integer connect;
  private @Nullable Integer tls;
  private @Nullable Integer firstByte;

  /** Of a request before which another of its attempt may have arrived, or not. */
  Stopwatch(boolean resent) {
    this.resent = resent;
  }

  /** The request counts for nothing, but may have arrived. */
  synchronized void mayHaveArrived() {
    arrived = true;
  }

  /** For the request that takes its place. */
  synchronized Stopwatch again() {
    return new Stopwatch(arrived);
  }

  synchronized void tries(InetAddress tried) {
    address = tried.getHostAddress();
  }

  synchronized void uses(Connection connection) {
    address = connection.address().getHostAddress();
    protocol = connection.protocol();
  }

  synchronized void dnsSince(long nanos) {
    dns = microsSince(nanos);
  }

  synchronized void connectSince(long nanos) {
    connect = microsSince(nanos);
  }

  synchronized void tlsSince(long nanos) {
    tls = microsSince(nanos);
  }

  synchronized void firstByte(long sinceNanos, long atNanos) {
    firstByte = micros(atNanos - sinceNanos);
  }

  synchronized Trace trace() {
    return new Trace(address, protocol, new Phases(dns, connect, tls, firstByte), resent);
  }

  private static int microsSince(long nanos) {
    return micros(System.nanoTime() - nanos);
  }

  private static int micros(long nanos) {
    return Math.toIntExact(Math.min(nanos / NANOS_PER_MICRO, Integer.MAX_VALUE));
  }
}
