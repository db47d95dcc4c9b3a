package dev.sluice.api.quota;

import dev.sluice.api.http.access.Admission;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.ErrorWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Charges every authenticated request to its tenant and answers 429 above the limit. Polls have a
 * bucket of their own. Every response carries the {@link RateLimitHeaders} of the buckets that the
 * request counts against.
 */
@Component
final class RequestLimiter implements Admission {

  private static final Set<String> POLL_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private final LocalBuckets buckets;
  private final QuotaProperties properties;

  RequestLimiter(LocalBuckets buckets, QuotaProperties properties) {
    this.buckets = buckets;
    this.properties = properties;
  }

  @Override
  public void admit(
      Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    List<BucketKey> charged =
        (POLL_METHODS.contains(request.getMethod())
                ? Stream.of(BucketKind.POLLS_MINUTE)
                : Stream.of(BucketKind.REQUESTS_MINUTE, BucketKind.REQUESTS_HOUR))
            .map(kind -> properties.bucket(caller, kind))
            .toList();
    BucketKey tokens = properties.bucket(caller, BucketKind.TOKENS_MINUTE);
    // Together, so that the first request of a caller waits for one exchange instead of three.
    charged.forEach(key -> buckets.get(key).prepare());
    buckets.get(tokens).prepare();
    ApiError refusal = charge(charged);
    var limited = new RateLimitHeaders(response, buckets, charged, tokens);
    // Now for responses that bypass the wrapper; the wrapper repeats it at the last moment.
    limited.write();
    if (refusal != null) {
      ErrorWriter.write(response, refusal);
      return;
    }
    try {
      chain.doFilter(request, limited);
    } finally {
      if (!request.isAsyncStarted() && !response.isCommitted()) {
        limited.write();
      }
    }
  }

  private @Nullable ApiError charge(List<BucketKey> charged) {
    for (int i = 0; i < charged.size(); i++) {
      if (buckets.take(charged.get(i), 1) instanceof Decision.Denied(Duration wait)) {
        charged.subList(0, i).forEach(key -> buckets.get(key).putBack(1));
        return refusal(charged, charged.get(i), wait);
      }
    }
    return null;
  }

  /** Names the bucket that blocks longest, whichever refused first. */
  private ApiError refusal(List<BucketKey> charged, BucketKey refused, Duration refusedFor) {
    BucketKey blocking = refused;
    Duration wait = refusedFor;
    for (BucketKey other : charged) {
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
