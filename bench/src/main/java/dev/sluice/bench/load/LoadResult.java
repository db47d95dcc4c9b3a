package dev.sluice.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * The result of a load in which every response was 2xx.
 *
 * @param elapsed from the first request to the last response
 * @param micros latencies in microseconds
 */
public record LoadResult(Duration elapsed, Histogram micros) {

  public long count() {
    return micros.getTotalCount();
  }

  public double perSecond() {
    return count() * 1e9 / elapsed.toNanos();
  }

  /** Latency percentile in milliseconds. */
  public double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }
}
