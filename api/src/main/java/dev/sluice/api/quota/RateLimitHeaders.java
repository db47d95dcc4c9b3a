package dev.sluice.api.quota;

import static java.util.Comparator.comparingLong;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.web.util.OnCommittedResponseWrapper;

/**
 * A response with the six headers {@code x-ratelimit-{limit,remaining,reset}-{requests,tokens}},
 * written again right before it is committed. If a request counts against two windows, they show
 * the one with less remaining. {@code reset} is in whole seconds until the bucket is full again.
 * What remains is what this replica knows: other replicas may have taken some in the last moments.
 */
final class RateLimitHeaders extends OnCommittedResponseWrapper {

  private final HttpServletResponse response;
  private final LocalBuckets buckets;
  private final List<BucketKey> requests;
  private final BucketKey tokens;

  RateLimitHeaders(
      HttpServletResponse response,
      LocalBuckets buckets,
      List<BucketKey> requests,
      BucketKey tokens) {
    super(response);
    this.response = response;
    this.buckets = buckets;
    this.requests = requests;
    this.tokens = tokens;
  }

  @Override
  protected void onResponseCommitted() {
    write();
  }

  void write() {
    LeaseLedger.Status tightest =
        requests.stream()
            .map(key -> buckets.get(key).status())
            .min(comparingLong(LeaseLedger.Status::remaining))
            .orElseThrow();
    write("requests", tightest);
    write("tokens", buckets.get(tokens).status());
  }

  private void write(String unit, LeaseLedger.Status status) {
    response.setHeader("x-ratelimit-limit-" + unit, Long.toString(status.limit()));
    response.setHeader("x-ratelimit-remaining-" + unit, Long.toString(status.remaining()));
    response.setHeader("x-ratelimit-reset-" + unit, Long.toString(status.resetSeconds()));
  }
}
