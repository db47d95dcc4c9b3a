package dev.sluice.dispatcher.fanout;

import dev.sluice.batch.Batcher;
import dev.sluice.dispatcher.deliver.DueDeliveries;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobAnnouncement;
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
 * Takes events off the topic, a batch at a time; offsets are committed once the batch's deliveries
 * are. Where the database is away the batch comes again, without end, and the consumer stays in its
 * group.
 *
 * <p>An event of another type than a job's is passed over and counted. A record that is no event at
 * all is passed over, counted and logged, too; its neighbours are stored. It goes to no dead-letter
 * topic: the topic is a public one that we only read, so the record stays where it is for as long
 * as the topic keeps it, its place is in the log, and whoever put it there is who can mend it.
 */
final class EventListener {

  private static final Logger log = LoggerFactory.getLogger(EventListener.class);

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
    List<FanOut.Event> events = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> message : records) {
      read(message).ifPresent(events::add);
    }
    for (List<FanOut.Event> portion : Portions.of(events)) {
      int deliveries = store(portion);
      if (deliveries > 0) {
        stored.increment(deliveries);
        due.arrived();
      }
    }
  }

  private Optional<FanOut.Event> read(ConsumerRecord<byte[], byte[]> message) {
    if (JobAnnouncement.isOfAnotherType(message)) {
      notOfJobs.increment();
      return Optional.empty();
    }
    try {
      JobAnnouncement announcement = JobAnnouncement.read(message);
      return Optional.of(new FanOut.Event(announcement, EventBody.of(announcement)));
    } catch (InvalidFieldException e) {
      skipped.increment();
      log.warn(
          "record {}-{}@{} is not an event of a job, passed over: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** A batch that the database refuses for what it holds is halved until the culprit is alone. */
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
      log.error("{} is refused by the database, passed over", events, e);
      return 0;
    }
  }
}
