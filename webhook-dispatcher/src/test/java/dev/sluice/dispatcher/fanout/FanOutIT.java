package dev.sluice.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.delivery.FanOut;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
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
        .receive(List.of(message(before), message(large), message(after)));
    assertThat(bed.jdbc().queryForList("SELECT job_id FROM delivery", UUID.class))
        .containsExactlyInAnyOrder(before.value(), after.value());
    assertThat(meters.counter("sluice.webhooks.events.skipped").count()).isOne();
    assertThat(meters.counter("sluice.webhooks.deliveries.stored").count()).isEqualTo(2);
  }

  @Test
  void anEventForMoreTargetsThanOneStatementStoresIsStoredOnceWithItsBody() {
    int targets = 2500;
    bed.jdbc()
        .update(
            """
            INSERT INTO webhook_endpoint (id, tenant, url, events, created_at, updated_at)
            SELECT uuidv7(), ?, 'http://a.test/' || n, '{job.completed}', 'epoch', 'epoch'
            FROM generate_series(1, ?) AS n
            """,
            TestBed.TENANT.value(),
            targets);
    JobEvent announcement = bed.completed(bed.job("http://a.test/"));
    byte[] body = new byte[1024 * 1024];
    List<FanOut.Event> events = List.of(new FanOut.Event(announcement, body));
    assertThat(fanOut.store(events)).isEqualTo(targets + 1);
    assertThat(fanOut.store(events)).isZero();
    assertThat(bed.count("delivery")).isEqualTo(targets + 1);
    assertThat(bed.jdbc().queryForList("SELECT body FROM webhook_event", byte[].class))
        .containsExactly(body);
  }

  @Test
  void anEventWithoutTargetsIsNotStored() {
    JobEvent announcement = bed.completed(bed.job(null, null));
    assertThat(fanOut.store(List.of(new FanOut.Event(announcement, new byte[2])))).isZero();
    assertThat(bed.count("webhook_event")).isZero();
  }

  @Test
  void theBodyGoesWithTheLastDelivery() {
    endpoints.add("http://a.test/");
    JobEvent announcement = bed.completed(bed.job("http://a.test/"));
    fanOut.store(List.of(new FanOut.Event(announcement, new byte[2])));
    bed.jdbc().update("DELETE FROM delivery WHERE target = 'job'");
    assertThat(bed.count("webhook_event")).isOne();
    bed.jdbc().update("DELETE FROM delivery");
    assertThat(bed.count("webhook_event")).isZero();
  }

  @Test
  void twoTenantsWithEventsOfOneIdGetTheirOwnBodies() {
    JobEvent announcement = bed.completed(bed.job("http://a.test/"));
    TenantId other = new TenantId("other");
    bed.endpoint(other, "http://b.test/", null);
    JobId foreign = bed.job(null, null);
    bed.jdbc().update("UPDATE job SET tenant = 'other' WHERE id = ?", foreign.value());
    JobEvent same =
        new JobEvent(
            announcement.eventId(),
            announcement.type(),
            foreign,
            other,
            Instant.now(),
            announcement.data());
    fanOut.store(
        List.of(
            new FanOut.Event(announcement, new byte[] {1}),
            new FanOut.Event(same, new byte[] {2})));
    assertThat(
            bed.jdbc()
                .queryForList(
                    """
                    SELECT e.body FROM delivery d
                    JOIN webhook_event e ON e.id = d.event_id AND e.tenant = d.tenant
                    ORDER BY d.tenant
                    """,
                    byte[].class))
        .containsExactly(new byte[] {1}, new byte[] {2});
  }

  @Test
  void clocksThatAreAMinuteApartCostNoEvent() {
    UUID within = endpoints.add("http://a.test/");
    UUID beyond = endpoints.add("http://b.test/");
    JobEvent announcement = bed.completed(bed.job(null, null));
    created(within, announcement, "60 seconds");
    created(beyond, announcement, "61 seconds");
    fanOut.store(List.of(new FanOut.Event(announcement, new byte[2])));
    assertThat(bed.jdbc().queryForList("SELECT endpoint_id FROM delivery", UUID.class))
        .containsExactly(within);
  }

  private void created(UUID endpoint, JobEvent event, String later) {
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
