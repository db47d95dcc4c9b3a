package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.keys.KeyLimits;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuotaPropertiesTest {

  @Test
  void aCallerMayPollTenTimesAsOftenAsSubmitAndAtLeast600Times() {
    assertThat(polls(null, null, null)).isEqualTo(600);
    assertThat(polls(5, null, null)).isEqualTo(600);
    assertThat(polls(1_000_000, null, null)).isEqualTo(10_000_000);
    assertThat(polls(Integer.MAX_VALUE, null, null)).isEqualTo(21_474_836_470L);
  }

  @Test
  void theOperatorsLimitReplacesTheDefaultAndTheKeysReplacesBoth() {
    assertThat(polls(1_000_000, null, 50)).isEqualTo(50);
    assertThat(polls(1_000_000, 7, 50)).isEqualTo(7);
    assertThat(polls(null, 7, null)).isEqualTo(7);
  }

  private static long polls(
      @Nullable Integer ownRequests, @Nullable Integer ownPolls, @Nullable Integer configured) {
    Duration time = Duration.ofMillis(500);
    QuotaProperties defaults =
        new QuotaProperties(60, 1000, 100_000, configured, time, time, 2, 10, 10);
    KeyLimits limits = new KeyLimits(ownRequests, null, null, ownPolls);
    Caller caller = new Caller(new TenantId("polls"), Set.of(), limits);
    return defaults.bucket(caller, BucketKind.POLLS_MINUTE).capacity();
  }
}
