package dev.sluice.bench.load;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the generator sends.
 *
 * @param port of the server, on loopback
 * @param connections kept alive; each has at most one request in flight
 * @param requests the next request's bytes
 * @param count how many requests are sent at most
 * @param time no request is sent after this long
 * @param perSecond rate of an open loop, in which a request's latency counts from the time at which
 *     it was due; 0 for a closed loop, in which a connection sends as soon as it has its response
 */
public record Load(
    int port,
    int connections,
    Supplier<byte[]> requests,
    long count,
    Duration time,
    double perSecond) {

  /** As many requests as the server answers in this time. */
  public static Load during(Duration time, int port, int connections, Supplier<byte[]> requests) {
    return new Load(port, connections, requests, Long.MAX_VALUE, time, 0);
  }

  /** A number of requests, one per connection at a time. */
  public static Load ofCount(long count, int port, int connections, Supplier<byte[]> requests) {
    return new Load(port, connections, requests, count, Duration.ofMinutes(5), 0);
  }

  /** The same requests for another time. */
  public Load lasting(Duration other) {
    return new Load(port, connections, requests, count, other, perSecond);
  }

  /** So many of the same requests, or what can be had of them in a minute. */
  public Load toWarmUp(long requestCount) {
    return new Load(port, connections, requests, requestCount, Duration.ofMinutes(1), 0);
  }

  /** The same requests at a fixed rate. */
  public Load atRate(double rate) {
    return new Load(port, connections, requests, count, time, rate);
  }
}
