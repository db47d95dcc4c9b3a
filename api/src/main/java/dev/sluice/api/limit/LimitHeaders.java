package dev.sluice.api.limit;

import static java.util.Comparator.comparingLong;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/**
 * The six headers {@code x-ratelimit-{limit,remaining,reset}-{requests,tokens}}. Where a request
 * counts against two windows they tell of the one with less remaining. {@code reset} is in whole
 * seconds until the bucket is full again. What remains is what this replica knows: other replicas
 * may have taken some in the last moments.
 */
record LimitHeaders(Buckets buckets, List<BucketKey> requests, BucketKey tokens) {

  void write(HttpServletResponse response) {
    Standing tightest =
        requests.stream()
            .map(key -> buckets.get(key).standing())
            .min(comparingLong(Standing::remaining))
            .orElseThrow();
    write(response, "requests", tightest);
    write(response, "tokens", buckets.get(tokens).standing());
  }

  private static void write(HttpServletResponse response, String unit, Standing standing) {
    response.setHeader("x-ratelimit-limit-" + unit, Long.toString(standing.limit()));
    response.setHeader("x-ratelimit-remaining-" + unit, Long.toString(standing.remaining()));
    response.setHeader("x-ratelimit-reset-" + unit, Long.toString(standing.resetSeconds()));
  }
}
