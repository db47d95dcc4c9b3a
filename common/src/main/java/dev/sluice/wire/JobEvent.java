package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * An event of a job in {@code jobs.events.v1}: CloudEvents 1.0 in binary mode, keyed by job id,
 * with the extension {@code tenant}. Delivered at least once; repetitions have the same id.
 *
 * @param data the job as the API shows it, UTF-8 JSON
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record JobEvent(
    UUID eventId, EventType type, JobId jobId, TenantId tenant, Instant time, byte[] data) {

  private static final String TYPE_HEADER = "ce_type";

  public JobEvent {
    requireNonNull(eventId);
    requireNonNull(type);
    requireNonNull(jobId);
    requireNonNull(tenant);
    requireNonNull(time);
    requireNonNull(data);
  }

  /**
   * The event of a job that has just changed to {@code job}. The id is derived from job, attempt
   * and type, so the same transition always has the same event.
   */
  public static JobEvent of(EventType type, Job job, TenantId tenant, Instant time) {
    String identity = job.jobId() + "/" + job.attempt() + "/" + type.wireName();
    return new JobEvent(
        UUID.nameUUIDFromBytes(identity.getBytes(UTF_8)),
        type,
        job.jobId(),
        tenant,
        time,
        Json.mapper().writeValueAsBytes(job));
  }

  public OutboxEvent toOutboxEvent() {
    return new OutboxEvent(eventId, type.wireName(), jobId.value(), tenant, time, data);
  }

  /** The record to publish. */
  public ProducerRecord<String, byte[]> toRecord(String topic) {
    return toOutboxEvent().toRecord(topic);
  }

  /**
   * Whether the record is a CloudEvent of a type that is not a job's. The topic may carry such
   * events, so readers of jobs' events skip them silently.
   */
  public static boolean isOfAnotherType(ConsumerRecord<?, byte[]> message) {
    Header type = message.headers().lastHeader(TYPE_HEADER);
    if (type != null && type.value() != null && isOfJob(new String(type.value(), UTF_8))) {
      return false;
    }
    try {
      return !isOfJob(KafkaMessageFactory.createReader(message).toEvent().getType());
    } catch (RuntimeException _) {
      // Not a CloudEvent: read() reports it.
      return false;
    }
  }

  private static boolean isOfJob(String type) {
    return EventType.ofWireName(type).isPresent();
  }

  /**
   * Reads a record.
   *
   * @throws InvalidFieldException when it is not a CloudEvent of a job
   */
  public static JobEvent read(ConsumerRecord<?, byte[]> message) {
    try {
      CloudEvent event = KafkaMessageFactory.createReader(message).toEvent();
      return new JobEvent(
          UUID.fromString(event.getId()),
          EventType.ofWireName(event.getType())
              .orElseThrow(() -> new InvalidFieldException("type", "type is not known.")),
          JobId.parse(String.valueOf(event.getSubject()))
              .orElseThrow(() -> new InvalidFieldException("subject", "subject is not a job id.")),
          new TenantId(String.valueOf(event.getExtension("tenant"))),
          required(event.getTime(), "time").toInstant(),
          required(event.getData(), "data").toBytes());
    } catch (InvalidFieldException e) {
      throw e;
    } catch (RuntimeException _) {
      // Any producer may write here, and the library throws exceptions of many types.
      throw new InvalidFieldException(null, "The record is not a CloudEvent of a job.");
    }
  }

  private static <T> T required(T value, String name) {
    if (value == null) {
      throw new InvalidFieldException(name, name + " is required.");
    }
    return value;
  }

  /** Never shows the data. */
  @Override
  public String toString() {
    return "JobEvent[" + eventId + ", " + type.wireName() + ", " + jobId + "]";
  }
}
