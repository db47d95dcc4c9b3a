package dev.sluice.dispatcher.fanout;

import dev.sluice.batch.Batcher;
import dev.sluice.dispatcher.deliver.DueSignal;
import dev.sluice.webhooks.delivery.EventBody;
import dev.sluice.webhooks.delivery.FanOut;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobEvent;
import dev.sluice.work.EndlessRetries;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Reads events in batches and stores their deliveries before the offsets are committed. While the
 * database is unavailable, the batch is retried for ever and the consumer stays in its group.
 *
 * <p>Events that are not about jobs are skipped and counted. Records that are not events are also
 * logged with their position. There is no dead-letter topic, as the record stays on the events
 * topic.
 *
 * <ul>
 *   <li>{@code sluice.webhooks.deliveries.stored}: counter of new deliveries
 *   <li>{@code sluice.webhooks.events.skipped}: counter of invalid records
 *   <li>{@code sluice.webhooks.events.other}: counter of events that are not about jobs
 * </ul>
 */
@Component
final class EventListener {

  private static final Logger log = LoggerFactory.getLogger(EventListener.class);

  /** Events are stored once their bodies reach this total; the last one may exceed it. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final FanOut fanOut;
  private final DueSignal due;
  private final Counter stored;
  private final Counter skipped;
  private final Counter notOfJobs;

  EventListener(FanOut fanOut, DueSignal due, MeterRegistry meters) {
    this.fanOut = fanOut;
    this.due = due;
    this.stored = meters.counter("sluice.webhooks.deliveries.stored");
    this.skipped = meters.counter("sluice.webhooks.events.skipped");
    this.notOfJobs = meters.counter("sluice.webhooks.events.other");
  }

  @KafkaListener(
      id = "sluice-webhook-dispatcher-events",
      idIsGroup = false,
      groupId = "${sluice.topics.prefix:}sluice-webhook-dispatcher",
      topics = "#{@topics.events()}",
      batch = "true")
  void receive(List<ConsumerRecord<byte[], byte[]>> records) {
    EndlessRetries.guard(() -> storeAll(records));
  }

  private void storeAll(List<ConsumerRecord<byte[], byte[]>> records) {
    List<FanOut.Event> events = new ArrayList<>();
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> message : records) {
      Optional<FanOut.Event> event = read(message);
      if (event.isPresent()) {
        events.add(event.get());
        bytes += event.get().body().length;
      }
      if (bytes >= MAX_BYTES) {
        store(events);
        events.clear();
        bytes = 0;
      }
    }
    store(events);
  }

  private Optional<FanOut.Event> read(ConsumerRecord<byte[], byte[]> message) {
    if (JobEvent.isOfAnotherType(message)) {
      notOfJobs.increment();
      return Optional.empty();
    }
    try {
      JobEvent announcement = JobEvent.read(message);
      byte[] body =
          EventBody.of(announcement.type().wireName(), announcement.time(), announcement.data());
      return Optional.of(new FanOut.Event(announcement, body));
    } catch (InvalidFieldException e) {
      skipped.increment();
      log.warn(
          "record {}-{}@{} is not an event of a job, skipped: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Skips an event whose content the database refuses; the others are stored. */
  private void store(List<FanOut.Event> events) {
    Batcher.bisect(
        events,
        part -> {
          int deliveries = fanOut.store(part);
          if (deliveries > 0) {
            stored.increment(deliveries);
            due.deliveriesDue();
          }
        },
        (event, e) -> {
          skipped.increment();
          log.error("the database refuses {}, skipped", event, e);
        });
  }
}
