package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendBoundsTest {

  @ParameterizedTest
  @ValueSource(longs = {500, 5_000, 60_000})
  void theProducerGivesUpBeforeTheSubmissionDoes(long millis) {
    Duration accept = Duration.ofMillis(millis);
    AppendBounds bounds = AppendBounds.within(accept);
    assertThat(bounds.block().plus(bounds.deliver())).isLessThan(accept);
    // Kafka insists on this.
    assertThat(bounds.request().plusMillis(2)).isLessThanOrEqualTo(bounds.deliver());
    assertThat(bounds.request()).isPositive();
  }
}
