package dev.sluice.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.replay.Replay.Place;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LookTest {

  @Test
  void withEnoughThatFitItEndsAtTheLastOfThem() {
    Look look = Look.of(List.of(row(1, true), row(4, true), row(9, true)), 2, 9);
    assertThat(look.fitting()).containsExactly(place(1), place(4));
    assertThat(look.reached()).contains(place(4));
  }

  @Test
  void withTooFewItEndsAtTheLastThatWasLookedAt() {
    Look look = Look.of(List.of(row(1, true), row(9, false)), 2, 9);
    assertThat(look.fitting()).containsExactly(place(1));
    assertThat(look.reached()).contains(place(9));
  }

  @Test
  void whereNothingMoreLiesItReachedTheEnd() {
    assertThat(Look.of(List.of(row(1, true)), 2, 9).reached()).isEmpty();
    assertThat(Look.of(List.of(), 2, 9).reached()).isEmpty();
  }

  @Test
  void theLastThatWasLookedAtMayFit() {
    Look look = Look.of(List.of(row(9, true)), 2, 9);
    assertThat(look.fitting()).containsExactly(place(9));
    assertThat(look.reached()).contains(place(9));
  }

  private static Look.Row row(int number, boolean fits) {
    return new Look.Row(place(number), fits, number);
  }

  private static Place place(int number) {
    return new Place(Instant.EPOCH.plusSeconds(number), new UUID(0, number));
  }
}
