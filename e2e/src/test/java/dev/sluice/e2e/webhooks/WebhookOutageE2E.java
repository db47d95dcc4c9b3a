package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Answer;
import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.stack.ExclusiveStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExclusiveStack
class WebhookOutageE2E {
  private static final Logger log = LoggerFactory.getLogger(WebhookOutageE2E.class);
  private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(5, 60));
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int EVENTS = Scale.of(500, 5000);
  private static final int JOBS = 30;

  /**
   * Of the 32 that are sent at once when the database goes away: outcomes that were known are not
   * sent again, unless this machine is so slow that they come late for it.
   */
  private static final int FEW = 8;

  private final Stack stack;

  WebhookOutageE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void nothingIsLostWhilePostgresIsAway() {
    String tenant = stack.freshName();
    stack.dispatchers().only();
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        EventSource source = new EventSource(stack, tenant)) {
      new Endpoints(stack.admin().newTenant(tenant)).register(receiver.url());
      List<String> events = new ArrayList<>(source.publish(source.completeJobs(EVENTS)));
      await("some are delivered").atMost(LONG).until(() -> receiver.distinct() > EVENTS / 10);
      List<String> later = source.completeJobs(EVENTS);
      stack.database().stop();
      try {
        events.addAll(source.publish(later));
        pass(OUTAGE);
      } finally {
        stack.database().restart();
      }
      awaitAll(receiver, events, tenant);
      log.info("Postgres away for {}: {} repetitions", OUTAGE, receiver.repetitions());
      assertThat(receiver.repetitions()).isLessThanOrEqualTo(FEW);
    }
  }

  @Test
  void nothingIsLostWhileKafkaIsAway() {
    String tenant = stack.freshName();
    stack.processors().only();
    stack.dispatchers().only();
    Client client = stack.admin().newTenant(tenant);
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        EventSource source = new EventSource(stack, tenant)) {
      new Endpoints(client).register(receiver.url());
      List<String> events = new ArrayList<>(source.publish(source.completeJobs(EVENTS)));
      List<String> jobs =
          client.submitAll(JOBS, i -> JobSpec.prompt("[[sim: ok:5s]] " + tenant + i)).stream()
              .map(Answer::jobId)
              .toList();
      await("all are being delivered")
          .atMost(LONG)
          .until(() -> deliveries(tenant) == EVENTS && receiver.distinct() > 0);
      await("all jobs are running")
          .atMost(LONG)
          .until(
              () -> jobs.stream().allMatch(id -> client.job(id).jobStatus().equals("processing")));
      stack.broker().stop();
      try {
        // What is stored needs no broker.
        await("the stored ones are delivered").atMost(LONG).until(() -> receiver.hasAll(events));
        pass(OUTAGE);
      } finally {
        stack.broker().restart();
      }
      events.addAll(source.publish(source.completeJobs(EVENTS)));
      await("the jobs are announced to the endpoint, too")
          .atMost(LONG)
          .until(() -> deliveries(tenant) == 2 * EVENTS + JOBS);
      awaitAll(receiver, events, tenant);
      assertThat(receiver.distinct()).isEqualTo(2 * EVENTS + JOBS);
      log.info("Kafka away for {}: {} repetitions", OUTAGE, receiver.repetitions());
      assertThat(receiver.repetitions()).isZero();
    }
  }

  private int deliveries(String tenant) {
    return Integer.parseInt(
        stack
            .column("SELECT count(*) FROM delivery WHERE tenant = '%s'".formatted(tenant))
            .getFirst());
  }

  private void awaitAll(CountingReceiver receiver, List<String> events, String tenant) {
    await("every event is delivered").atMost(LONG).until(() -> receiver.hasAll(events));
    await("every delivery is settled")
        .atMost(LONG)
        .until(() ->
            stack
                .column(
                    "SELECT DISTINCT status FROM delivery WHERE tenant = '%s'".formatted(tenant))
                .equals(List.of("delivered")));
  }

  private static void pass(Duration time) {
    long began = System.nanoTime();
    await().atMost(time.multipliedBy(3)).until(() -> System.nanoTime() - began > time.toNanos());
  }
}
