package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerConfig;
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

  /** A producer that has been without a broker rests no longer than a submission waits for it. */
  @ParameterizedTest
  @ValueSource(longs = {500, 5_000, 60_000})
  void aBrokerThatIsBackIsFoundWithinASubmission(long millis) {
    AppendBounds bounds = AppendBounds.within(Duration.ofMillis(millis));
    // Kafka adds up to a fifth to either rest.
    assertThat(bounds.backoff().multipliedBy(2).multipliedBy(6).dividedBy(5))
        .isLessThan(bounds.block());
    assertThat(bounds.backoff()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    assertThat(bounds.producerSettings())
        .containsEntry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, bounds.backoff().toMillis())
        .containsEntry(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, bounds.backoff().toMillis());
  }
}
