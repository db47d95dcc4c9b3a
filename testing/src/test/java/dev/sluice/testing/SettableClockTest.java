package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  @Test
  void timeChangesOnlyWhenSet() {
    assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(clock.advance(Duration.ofSeconds(90))).isEqualTo("2026-01-01T00:01:30Z");
    assertThat(clock.instant()).isEqualTo("2026-01-01T00:01:30Z");
    clock.set(Instant.EPOCH);
    assertThat(clock.millis()).isZero();
  }

  @Test
  void clocksInOtherZonesShareTheTime() {
    var tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    clock.advance(Duration.ofHours(1));
    assertThat(tokyo.instant()).isEqualTo(clock.instant());
    assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
  }
}
