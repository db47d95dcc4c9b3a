package dev.sluice.wire;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An event of any type for {@code jobs.events.v1}: CloudEvents 1.0 in binary mode, keyed by its
 * subject, with the extension {@code tenant}. Delivered at least once; repetitions have the same
 * id.
 *
 * @param type e.g. {@code job.completed}; the part before the first dot names the source
 * @param subject the id of what the event is about; events of one subject are in order
 * @param data UTF-8 JSON
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are published; never compared.
public record OutboxEvent(
    UUID eventId, String type, UUID subject, TenantId tenant, Instant time, byte[] data) {

  public OutboxEvent {
    requireNonNull(eventId);
    requireNonNull(type);
    requireNonNull(subject);
    requireNonNull(tenant);
    requireNonNull(time);
    requireNonNull(data);
  }

  /** The record to publish. */
  public ProducerRecord<String, byte[]> toRecord(String topic) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(eventId.toString())
            .withSource(source())
            .withType(type)
            .withSubject(subject.toString())
            .withTime(OffsetDateTime.ofInstant(time, ZoneOffset.UTC))
            .withExtension("tenant", tenant.value())
            .withData("application/json", data)
            .build();
    return KafkaMessageFactory.<String>createWriter(topic, subject.toString()).writeBinary(event);
  }

  private URI source() {
    int dot = type.indexOf('.');
    return URI.create("/sluice/" + (dot < 0 ? type : type.substring(0, dot)) + "s");
  }

  /** Never shows the data. */
  @Override
  public String toString() {
    return "OutboxEvent[" + eventId + ", " + type + ", " + subject + "]";
  }
}
