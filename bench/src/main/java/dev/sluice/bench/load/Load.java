package dev.sluice.bench.load;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * A load to generate.
 *
 * @param port of the server, on loopback
 * @param connections keep-alive connections, each with at most one request in flight
 * @param requests supplies the bytes of the next request
 * @param count maximum number of requests
 * @param time after which no more requests are sent
 * @param perSecond rate of an open loop, in which latency is measured from the time at which a
 *     request was due; 0 for a closed loop, in which a connection sends as soon as it has its
 *     response
 */
public record Load(
    int port,
    int connections,
    Supplier<byte[]> requests,
    long count,
    Duration time,
    double perSecond) {

  /** A closed loop for this time. */
  public static Load during(Duration time, int port, int connections, Supplier<byte[]> requests) {
    return new Load(port, connections, requests, Long.MAX_VALUE, time, 0);
  }

  /** A closed loop of this many requests, for at most 5 minutes. */
  public static Load ofCount(long count, int port, int connections, Supplier<byte[]> requests) {
    return new Load(port, connections, requests, count, Duration.ofMinutes(5), 0);
  }

  /** The same load for another time. */
  public Load lasting(Duration other) {
    return new Load(port, connections, requests, count, other, perSecond);
  }

  /** A closed loop of this many of the same requests, for at most a minute. */
  public Load toWarmUp(long requestCount) {
    return new Load(port, connections, requests, requestCount, Duration.ofMinutes(1), 0);
  }

  /** The same load as an open loop. */
  public Load atRate(double rate) {
    return new Load(port, connections, requests, count, time, rate);
  }
}
