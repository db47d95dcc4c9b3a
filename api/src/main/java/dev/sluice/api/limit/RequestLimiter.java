package dev.sluice.api.limit;

import dev.sluice.api.access.Admission;
import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.errors.ErrorWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Charges every request of a known caller to its tenant, and refuses what is over the limit with
 * 429. Polls have a bucket of their own. Every answer carries the six {@code x-ratelimit} headers,
 * of the bucket that this request counts against, as it stands when the answer begins to leave.
 */
@Component
final class RequestLimiter implements Admission {

  private static final Set<String> POLLS = Set.of("GET", "HEAD", "OPTIONS");

  private final Buckets buckets;
  private final LimitProperties properties;

  RequestLimiter(Buckets buckets, LimitProperties properties) {
    this.buckets = buckets;
    this.properties = properties;
  }

  @Override
  public void admit(
      Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Allowance allowance = new Allowance(caller, properties);
    List<BucketKey> counted =
        POLLS.contains(request.getMethod())
            ? List.of(allowance.polls())
            : List.of(allowance.requestsPerMinute(), allowance.requestsPerHour());
    // All at once, so that a caller who is new here waits for one exchange and not for three.
    counted.forEach(key -> buckets.get(key).prepare());
    buckets.get(allowance.tokens()).prepare();
    ApiError refusal = refusal(counted);
    var headers = new LimitHeaders(buckets, counted, allowance.tokens());
    if (refusal != null) {
      headers.write(response);
      ErrorWriter.write(response, refusal);
      return;
    }
    // Now, for answers that bypass the wrapper, and again at the last moment.
    headers.write(response);
    try {
      chain.doFilter(request, new LimitedResponse(response, headers));
    } finally {
      if (!request.isAsyncStarted() && !response.isCommitted()) {
        headers.write(response);
      }
    }
  }

  private @Nullable ApiError refusal(List<BucketKey> counted) {
    for (int i = 0; i < counted.size(); i++) {
      if (buckets.take(counted.get(i), 1) instanceof Verdict.Refused(Duration wait)) {
        counted.subList(0, i).forEach(key -> buckets.putBack(key, 1));
        return refusal(counted, counted.get(i), wait);
      }
    }
    return null;
  }

  /** Of the window that blocks longest, whichever refused first. */
  private ApiError refusal(List<BucketKey> counted, BucketKey refused, Duration refusedFor) {
    BucketKey blocking = refused;
    Duration wait = refusedFor;
    for (BucketKey other : counted) {
      Duration until = buckets.get(other).until(1);
      if (until.compareTo(wait) > 0) {
        blocking = other;
        wait = until;
      }
    }
    ErrorCode code =
        blocking.kind() == BucketKind.POLLS_MINUTE
            ? ErrorCode.POLL_LIMIT_EXCEEDED
            : ErrorCode.REQUEST_LIMIT_EXCEEDED;
    String window = blocking.kind().windowName();
    return code.error(blocking.capacity(), window).limited(blocking.capacity(), window, wait);
  }
}
