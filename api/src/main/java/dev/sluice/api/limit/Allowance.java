package dev.sluice.api.limit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.keys.Limits;
import org.jspecify.annotations.Nullable;

/** Whose buckets a caller uses: the key's own limits, where it has some, else the defaults. */
record Allowance(Caller caller, LimitProperties defaults) {

  BucketKey requestsPerMinute() {
    return key(
        BucketKind.REQUESTS_MINUTE, limits().requestsPerMinute(), defaults.requestsPerMinute());
  }

  BucketKey requestsPerHour() {
    return key(BucketKind.REQUESTS_HOUR, limits().requestsPerHour(), defaults.requestsPerHour());
  }

  BucketKey polls() {
    Integer own = limits().pollsPerMinute();
    long polls = own != null ? own : defaults.pollsPerMinute(requestsPerMinute().capacity());
    return new BucketKey(caller.tenant(), BucketKind.POLLS_MINUTE, polls);
  }

  BucketKey tokens() {
    return key(BucketKind.TOKENS_MINUTE, limits().tokensPerMinute(), defaults.tokensPerMinute());
  }

  private Limits limits() {
    return caller.limits();
  }

  private BucketKey key(BucketKind kind, @Nullable Integer own, int otherwise) {
    return new BucketKey(caller.tenant(), kind, own == null ? otherwise : own);
  }
}
