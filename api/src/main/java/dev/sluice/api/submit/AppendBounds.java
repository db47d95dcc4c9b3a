package dev.sluice.api.submit;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Divides the accept timeout among the producer's own: waiting for metadata or buffer space, then
 * delivering, retries included. Their sum is below the accept timeout, so when a submission is
 * refused, the producer has given up the record and does not send it later.
 *
 * @param block fetching metadata and finding buffer space; 0.2 of the whole
 * @param deliver from the buffer to the acknowledgement; 0.7 of the whole
 * @param request one request to the broker; half of delivering, so one retry fits
 * @param backoff the longest pause before connecting or fetching metadata again; a quarter of
 *     blocking and at most 250 ms, so that a broker that is available again is found
 */
record AppendBounds(Duration block, Duration deliver, Duration request, Duration backoff) {

  private static final Duration LINGER = Duration.ofMillis(2);
  private static final Duration BACKOFF = Duration.ofMillis(250);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);

  static AppendBounds within(Duration acceptTimeout) {
    Duration deliver = acceptTimeout.multipliedBy(7).dividedBy(10);
    Duration block = acceptTimeout.dividedBy(5);
    return new AppendBounds(
        block, deliver, deliver.dividedBy(2).minus(LINGER), least(block.dividedBy(4), BACKOFF));
  }

  Map<String, Object> producerSettings() {
    return Map.of(
        ProducerConfig.MAX_BLOCK_MS_CONFIG, block.toMillis(),
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(deliver.toMillis()),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(request.toMillis()),
        ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis(),
        ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, FIRST_BACKOFF.toMillis(),
        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, backoff.toMillis(),
        ProducerConfig.RETRY_BACKOFF_MS_CONFIG, FIRST_BACKOFF.toMillis(),
        ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, backoff.toMillis());
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
