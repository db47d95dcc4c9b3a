package dev.sluice.api.submit;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The accept timeout, dealt out to the producer's own: waiting for metadata or buffer space, then
 * delivering, retries included. Together they stay below the whole, so the producer has given a
 * record up by the time that its submission is refused, and will not send it later.
 *
 * @param block fetching metadata and finding buffer space; 0.2 of the whole
 * @param deliver from the buffer to the acknowledgement; 0.7 of the whole
 * @param request one request to the broker; half of delivering, so one retry fits
 */
record AppendBounds(Duration block, Duration deliver, Duration request) {

  private static final Duration LINGER = Duration.ofMillis(2);

  static AppendBounds within(Duration acceptTimeout) {
    Duration deliver = acceptTimeout.multipliedBy(7).dividedBy(10);
    return new AppendBounds(
        acceptTimeout.dividedBy(5), deliver, deliver.dividedBy(2).minus(LINGER));
  }

  Map<String, Object> producerSettings() {
    return Map.of(
        ProducerConfig.MAX_BLOCK_MS_CONFIG, block.toMillis(),
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(deliver.toMillis()),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(request.toMillis()),
        ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis());
  }
}
