package dev.sluice.dispatcher.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.schedule.DeliveryScheduler;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.RetrySchedule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every attempt ends. */
class AttemptsIT {

  private static final String KEY = "c2VjcmV0cy1rZXktb2YtdGhlLXRlc3RzLTMyLWJ5dGU=";

  private final TestBed bed = new TestBed();
  private final Stored stored = new Stored(bed);

  @AfterEach
  void close() {
    bed.close();
  }

  /** Here the clock breaks, which is asked when a failed answer is looked at. */
  @Test
  void whatBreaksWhileAnAttemptIsMadeCountsAndIsTriedAgainByTheSchedule() {
    try (Receiver receiver = Receiver.answering(500);
        Sender sender = new Sender(settings(), brokenClock());
        DeliverySettler settler = new DeliverySettler(SettlementsOf.bed(bed), new Random(1))) {
      Claim claim = claimed(receiver.url());
      attempts(sender, settler).run(claim);
      assertThat(stored.status(claim.id())).isEqualTo(DeliveryStatus.PENDING);
      assertThat(stored.state(claim.id()).uncounted()).isZero();
      assertThat(bed.jdbc().queryForList("SELECT failure FROM delivery_attempt", String.class))
          .containsExactly("invalid");
    }
  }

  /** As the work loop says of claims for which it could start no thread. */
  @Test
  void whatIsNotStartedGivesBackItsPermitsAndItsMemory() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    DeliveryScheduler scheduler =
        new DeliveryScheduler(
            bed.jdbc(), new DeliveryScheduler.Bounds(8, 8), Duration.ofSeconds(1), meters);
    bed.deliveries(stored.endpoints().add("http://a.test/"), 4, 1000);
    try (Sender sender = new Sender(settings(), brokenClock());
        DeliverySettler settler = new DeliverySettler(SettlementsOf.bed(bed), new Random(1));
        WorkerLease lease =
            new WorkerLease(
                bed.jdbc(),
                new LeaseProperties(Duration.ofMinutes(1), Duration.ofSeconds(1)),
                "webhook-dispatcher",
                "test",
                System::nanoTime)) {
      Dispatcher dispatcher =
          new Dispatcher(
              SettlementsOf.properties(new WebhookProperties.Disable(1, Duration.ZERO)),
              lease,
              new DeliveryQueue(bed.jdbc()),
              scheduler,
              attempts(sender, settler),
              settler,
              meters);
      lease.start();
      await().until(() -> lease.current().isPresent());
      List<Claim> claims = dispatcher.claim(8);
      assertThat(claims).hasSize(4);
      assertThat(meters.get("sluice.webhooks.permits.used").gauge().value()).isEqualTo(4);
      claims.forEach(dispatcher::notStarted);
      assertThat(meters.get("sluice.webhooks.permits.used").gauge().value()).isZero();
      assertThat(meters.get("sluice.webhooks.body.bytes").gauge().value()).isZero();
    }
  }

  private static Clock brokenClock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        throw new IllegalStateException("broken");
      }
    };
  }

  private Claim claimed(String url) {
    UUID endpoint = stored.endpoints().add(url);
    Claim of = stored.claimed(endpoint);
    return new Claim(
        new ClaimRequest("acme/a.test", null, 0, 1, false, 0),
        of.id(),
        of.worker(),
        of.attempt(),
        0,
        0,
        of.trigger(),
        of.eventId(),
        of.eventType(),
        url,
        of.sealedFor(),
        null,
        List.of(),
        of.body());
  }

  private static AttemptRunner attempts(Sender sender, DeliverySettler settler) {
    SecureRandom random = new SecureRandom();
    return new AttemptRunner(
        new RequestBuilder(new SecretBox(new SecretProperties(KEY), random)),
        sender,
        new RetrySchedule(List.of(Duration.ofHours(1)), random),
        settler,
        new AttemptReport(new SimpleMeterRegistry()),
        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  private static Sender.Settings settings() {
    return new Sender.Settings(
        new EgressPolicy(
            new EgressProperties(true, true, List.of(), List.of(), List.of("1-65535"))),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        8);
  }
}
