package dev.sluice.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobAnnouncement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The statement and what bounds it, without a dispatcher around them. */
class FanOutIT {

  private final TestBed bed = new TestBed();
  private final TestEndpoints endpoints = new TestEndpoints(bed);
  private final FanOut fanOut = new FanOut(bed.jdbc());

  @AfterEach
  void close() {
    bed.close();
  }

  /** An index entry cannot be that large: not a violation of integrity but a limit (class 54). */
  @Test
  void anEventThatTheDatabaseHasNoRoomForIsPassedOverAndItsNeighboursAreStored() {
    JobId before = bed.job("http://a.test/");
    JobId large = bed.job("http://" + noise(20_000) + ".test/");
    JobId after = bed.job("http://b.test/");
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    new EventListener(fanOut, () -> {}, meters)
        .onEvents(List.of(message(before), message(large), message(after)));
    assertThat(bed.jdbc().queryForList("SELECT job_id FROM delivery", UUID.class))
        .containsExactlyInAnyOrder(before.value(), after.value());
    assertThat(meters.counter("sluice.webhook.events.skipped").count()).isOne();
    assertThat(meters.counter("sluice.webhook.fanned.out").count()).isEqualTo(2);
  }

  @Test
  void aLargeEventGoesToAllItsTargetsOnceThoughInParts() {
    for (int i = 0; i < 10; i++) {
      endpoints.add("http://a.test/" + i);
    }
    JobAnnouncement announcement = bed.completed(bed.job("http://a.test/"));
    byte[] body = new byte[Portions.MAX_BYTES / Portions.MAX_TARGETS * 3];
    List<FanOut.Event> events = List.of(new FanOut.Event(announcement, body));
    assertThat(Portions.parts(events)).isEqualTo(3);
    assertThat(fanOut.store(events)).isEqualTo(11);
    assertThat(fanOut.store(events)).isZero();
  }

  @Test
  void clocksThatAreAMinuteApartCostNoEvent() {
    UUID within = endpoints.add("http://a.test/");
    UUID beyond = endpoints.add("http://b.test/");
    JobAnnouncement announcement = bed.completed(bed.job(null, null));
    created(within, announcement, "60 seconds");
    created(beyond, announcement, "61 seconds");
    fanOut.store(List.of(new FanOut.Event(announcement, new byte[2])));
    assertThat(bed.jdbc().queryForList("SELECT endpoint_id FROM delivery", UUID.class))
        .containsExactly(within);
  }

  @Test
  void aPortionIsBoundedByItsBytesAndNothingIsLeftOut() {
    JobAnnouncement announcement = bed.completed(new JobId(UUID.randomUUID()));
    int half = Portions.MAX_BYTES / Portions.MAX_TARGETS / 2;
    List<FanOut.Event> events =
        IntStream.of(half, half, half, 3 * half, 1, 1)
            .mapToObj(size -> new FanOut.Event(announcement, new byte[size]))
            .toList();
    List<List<FanOut.Event>> portions = Portions.of(events);
    assertThat(portions).extracting(List::size).containsExactly(2, 1, 1, 2);
    assertThat(portions.stream().flatMap(List::stream)).containsExactlyElementsOf(events);
    assertThat(Portions.of(List.of())).isEmpty();
  }

  private void created(UUID endpoint, JobAnnouncement event, String later) {
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET created_at = ?::timestamptz + ?::interval WHERE id = ?",
            event.time().toString(),
            later,
            endpoint);
  }

  private ConsumerRecord<byte[], byte[]> message(JobId job) {
    ProducerRecord<String, byte[]> sent = bed.completed(job).toRecord("events");
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(sent.topic(), 0, 0, new byte[0], sent.value());
    sent.headers().forEach(read.headers()::add);
    return read;
  }

  private static String noise(int length) {
    return new Random(1)
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
