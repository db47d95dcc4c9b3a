package dev.sluice.e2e.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.e2e.stack.Stack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes job events of one tenant without a processor. It also inserts the jobs into the
 * database, because events of unknown jobs are not delivered.
 */
final class JobEventProducer implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final Stack stack;
  private final String tenant;

  JobEventProducer(Stack stack, String tenant) {
    this.stack = stack;
    this.tenant = tenant;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                180_000),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Inserts completed jobs without events and returns their ids. */
  List<String> completeJobs(int count) {
    return stack.column(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         created_at, run_at, completed_at, timeout_seconds, progress, result)
        SELECT gen_random_uuid(), '%s', 'completed', 1, 3, 'normal', 'gpt-4o', '{}', now(), now(),
               now(), 600, 1, '{}'
        FROM generate_series(1, %d)
        RETURNING id
        """
            .formatted(tenant, count));
  }

  /** Publishes an event for each job, waits for the acknowledgements and returns the event ids. */
  List<String> publish(List<String> jobs) {
    List<String> ids = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String job : jobs) {
      String id = UUID.randomUUID().toString();
      ids.add(id);
      sent.add(producer.send(event(id, job)));
    }
    try {
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
      return ids;
    } catch (ExecutionException e) {
      throw new IllegalStateException("An event was not published", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** CloudEvents 1.0, binary mode. */
  private ProducerRecord<String, byte[]> event(String id, String job) {
    byte[] data =
        "{\"job_id\":\"%s\",\"status\":\"completed\",\"note\":\"Grüße 🎉\\u0000  \"}"
            .formatted(job)
            .getBytes(UTF_8);
    ProducerRecord<String, byte[]> message = new ProducerRecord<>("jobs.events.v1", job, data);
    Map.of(
            "content-type",
            "application/json",
            "ce_specversion",
            "1.0",
            "ce_id",
            id,
            "ce_source",
            "/e2e",
            "ce_type",
            "job.completed",
            "ce_subject",
            job,
            "ce_time",
            Instant.now().toString(),
            "ce_tenant",
            tenant)
        .forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
    return message;
  }

  @Override
  public void close() {
    producer.close();
  }
}
