package dev.sluice.dispatcher.fanout;

import dev.sluice.batch.Batcher;
import dev.sluice.dispatcher.deliver.DueDeliveries;
import dev.sluice.webhooks.delivery.EventBody;
import dev.sluice.webhooks.delivery.FanOut;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Reads events from the topic, a batch at a time; offsets are committed once the batch's deliveries
 * are stored. Where the database is unavailable the batch is redelivered without end, and the
 * consumer stays in its group.
 *
 * <p>Events of other types than a job's are skipped and counted. A record that is not an event at
 * all is skipped, counted and logged, too; its neighbours are stored. It goes to no dead-letter
 * topic: the topic is a public one that we only read, so the record stays where it is for as long
 * as the topic keeps it, its position is in the log, and its producer can fix it.
 */
final class EventListener {

  private static final Logger log = LoggerFactory.getLogger(EventListener.class);

  /** Events are stored together until their bodies reach this; the last one may exceed it. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final FanOut fanOut;
  private final DueDeliveries due;
  private final Counter stored;
  private final Counter skipped;
  private final Counter notOfJobs;

  EventListener(FanOut fanOut, DueDeliveries due, MeterRegistry meters) {
    this.fanOut = fanOut;
    this.due = due;
    this.stored = meters.counter("sluice.webhook.fanned.out");
    this.skipped = meters.counter("sluice.webhook.events.skipped");
    this.notOfJobs = meters.counter("sluice.webhook.events.other");
  }

  @KafkaListener(
      id = "sluice-webhook-dispatcher-events",
      idIsGroup = false,
      groupId = "${sluice.topics.prefix:}sluice-webhook-dispatcher",
      topics = "#{@topics.events()}",
      batch = "true")
  void onEvents(List<ConsumerRecord<byte[], byte[]>> records) {
    List<FanOut.Event> events = new ArrayList<>();
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> message : records) {
      Optional<FanOut.Event> event = read(message);
      if (event.isPresent()) {
        events.add(event.get());
        bytes += event.get().body().length;
      }
      if (bytes >= MAX_BYTES) {
        fanOut(events);
        events.clear();
        bytes = 0;
      }
    }
    fanOut(events);
  }

  private void fanOut(List<FanOut.Event> events) {
    int deliveries = store(events);
    if (deliveries > 0) {
      stored.increment(deliveries);
      due.arrived();
    }
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

  /** A batch that the database refuses for its content is halved down to the event at fault. */
  private int store(List<FanOut.Event> events) {
    try {
      return fanOut.store(events);
    } catch (DataAccessException e) {
      if (!Batcher.isBecauseOfAnItem(e)) {
        throw e;
      }
      if (events.size() > 1) {
        int half = events.size() / 2;
        return store(events.subList(0, half)) + store(events.subList(half, events.size()));
      }
      skipped.increment();
      log.error("{} is refused by the database, skipped", events, e);
      return 0;
    }
  }
}
