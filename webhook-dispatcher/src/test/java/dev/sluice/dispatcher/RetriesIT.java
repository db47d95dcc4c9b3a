package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.sluice.dispatcher.Receiver.Call;
import dev.sluice.wire.JobEvent;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** When a failed attempt is made again, and what it sends then. */
class RetriesIT {

  private static final Duration DAY = Duration.ofDays(1);
  private static final AtomicReference<Duration> behind = new AtomicReference<>(Duration.ZERO);
  private static final TestBed bed = new TestBed();
  private static final TestEndpoints endpoints = new TestEndpoints(bed);
  private static ConfigurableApplicationContext dispatcher;

  /** The system's clock, behind by so much. */
  private static final class MovedClock extends Clock {
    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().minus(behind.get());
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(bed.properties());
    settings.put("sluice.webhooks.retry-delays", "10m,2h");
    dispatcher =
        DispatcherApplication.builder()
            .web(WebApplicationType.NONE)
            .initializers((GenericApplicationContext context) ->
                context.registerBean(
                    "movedClock", Clock.class, MovedClock::new, bean -> bean.setPrimary(true)))
            .run(TestBed.arguments(settings));
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    bed.close();
  }

  @Test
  void aRetryADayLaterSendsTheSameAndVerifiesAsOfThen() throws Exception {
    try (Receiver receiver = Receiver.answering(503, 200)) {
      behind.set(DAY);
      UUID endpoint = endpoints.add(receiver.url());
      JobEvent event = failedOnce(endpoint);
      behind.set(Duration.ZERO);
      bed.jdbc().update("UPDATE delivery SET next_attempt_at = now()");
      await().until(() -> endpoints.status(endpoint, event), "delivered"::equals);

      Call first = receiver.calls().getFirst();
      Call later = receiver.calls().getLast();
      assertThat(later.header("webhook-id")).isEqualTo(first.header("webhook-id"));
      assertThat(later.body()).isEqualTo(first.body());
      assertThat(later.header("X-Webhook-Signature"))
          .isEqualTo(first.header("X-Webhook-Signature"));
      assertThat(later.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
      assertThat(timestamp(later).minus(timestamp(first)))
          .isBetween(DAY.minusMinutes(1), DAY.plusMinutes(1));
      new Webhook(TestEndpoints.SECRET).verify(later.text(), standardHeaders(later));
      assertThatThrownBy(
              () -> new Webhook(TestEndpoints.SECRET).verify(first.text(), standardHeaders(first)))
          .isInstanceOf(WebhookVerificationException.class)
          .hasMessageContaining("old");
    } finally {
      behind.set(Duration.ZERO);
    }
  }

  @Test
  void whatTheEndpointAsksForMovesTheNextAttemptLaterUpToAnHourAndNeverEarlier() {
    Duration planned = Duration.ofMinutes(10);
    Duration hour = Duration.ofHours(1);
    // Up to a fifth of what is planned on top of it; a date may be 20 s further away than is said
    // to be the least.
    Function<Duration, Duration> atMost = least -> least.plus(planned.dividedBy(5)).plusSeconds(30);
    Map<String, Duration> cases =
        Map.of(
            "429 1800",
            Duration.ofMinutes(30),
            "503 " + in(Duration.ofMinutes(30)),
            Duration.ofMinutes(30).minusSeconds(20),
            "429 1",
            planned,
            "503 0",
            planned,
            "503 Thu, 01 Jan 1970 00:00:00 GMT",
            planned,
            "429 soon",
            planned,
            "503 -7",
            planned,
            "429 999999",
            hour,
            "503 " + in(Duration.ofDays(3650)),
            hour,
            "500 1800",
            planned);
    cases.forEach((answer, least) -> {
      Duration wait = waitAfter(answer);
      assertThat(wait).as(answer).isBetween(least, atMost.apply(least));
    });
  }

  /** From the answer to the next attempt. */
  private static Duration waitAfter(String answer) {
    int status = Integer.parseInt(answer.substring(0, 3));
    try (Receiver receiver =
        Receiver.running((_, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", answer.substring(4));
          exchange.sendResponseHeaders(status, -1);
        })) {
      UUID endpoint = endpoints.add(receiver.url());
      failedOnce(endpoint);
      endpoints.delete(endpoint);
      Double seconds =
          bed.jdbc()
              .queryForObject(
                  """
                  SELECT extract(epoch FROM a.next_attempt_at - a.started_at)::float8
                  FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
                  WHERE d.endpoint_id = ?
                  """,
                  Double.class,
                  endpoint);
      return Duration.ofMillis(seconds == null ? 0 : Math.round(seconds * 1000));
    }
  }

  private static String in(Duration wait) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneId.of("GMT")).plus(wait));
  }

  private static JobEvent failedOnce(UUID endpoint) {
    JobEvent event = bed.completed(bed.job(null, null));
    bed.publish(event);
    await().until(() -> endpoints.attempts(endpoint).size() == 1);
    assertThat(endpoints.status(endpoint, event)).isIn("pending", "discarded");
    return event;
  }

  private static Duration timestamp(Call call) {
    return Duration.ofSeconds(Long.parseLong(call.header("webhook-timestamp")));
  }

  private static HttpHeaders standardHeaders(Call call) {
    return HttpHeaders.of(
        Map.of(
            "webhook-id", List.of(call.header("webhook-id")),
            "webhook-timestamp", List.of(call.header("webhook-timestamp")),
            "webhook-signature", List.of(call.header("webhook-signature"))),
        (_, _) -> true);
  }
}
