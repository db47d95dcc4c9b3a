package dev.sluice.bench.ceiling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The upper bound for the broker: an idempotent producer with the api's settings. */
public final class RawProducer implements AutoCloseable {
  private static final byte[] VALUE = "0123456789 ".repeat(64).getBytes(UTF_8);

  private final String topic;
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /** The topic must exist. */
  public RawProducer(String bootstrapServers, String topic) {
    this.topic = topic;
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            2);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Measures the records acknowledged per second, with up to {@code inFlight} in flight. */
  public double perSecond(int inFlight, Duration time) throws InterruptedException {
    Semaphore slots = new Semaphore(inFlight);
    long start = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      slots.acquire();
      var _ =
          producer.send(
              new ProducerRecord<>(topic, UUID.randomUUID().toString(), VALUE),
              (_, exception) -> {
                failure.compareAndSet(null, exception);
                slots.release();
              });
      count++;
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("A record was not acknowledged", failure.get());
    }
    return count * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public void close() {
    producer.close();
  }
}
