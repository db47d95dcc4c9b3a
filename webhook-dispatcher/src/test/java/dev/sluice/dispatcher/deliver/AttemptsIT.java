package dev.sluice.dispatcher.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.job.JobId;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.RetrySchedule;
import dev.sluice.webhooks.delivery.Target;
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
        Settler settler = new Settler(SettlementsOf.bed(bed), new Random(1))) {
      Claim claim = claimed(receiver.url());
      attempts(sender, settler).run(claim);
      assertThat(stored.status(claim.id())).isEqualTo(DeliveryStatus.PENDING);
      assertThat(stored.state(claim.id()).uncounted()).isZero();
      assertThat(bed.jdbc().queryForList("SELECT failure FROM delivery_attempt", String.class))
          .containsExactly("invalid");
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
        of.request(),
        of.id(),
        of.worker(),
        of.attempt(),
        0,
        0,
        of.trigger(),
        of.eventId(),
        of.eventType(),
        new Target.OfJob(new JobId(UUID.randomUUID()), url, null),
        of.body());
  }

  private static AttemptRunner attempts(Sender sender, Settler settler) {
    SecureRandom random = new SecureRandom();
    return new AttemptRunner(
        new RequestBuilder(new SecretBox(new SecretProperties(KEY), random), "test"),
        sender,
        new RetrySchedule(List.of(Duration.ofHours(1)), random),
        settler,
        new AttemptLog(new SimpleMeterRegistry()),
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
