package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
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
  private static final Duration OUTAGE = Duration.ofSeconds(TestSize.of(5, 60));
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int EVENTS = TestSize.of(500, 5000);
  private static final int JOBS = 30;

  /**
   * Bound on duplicates, of the 32 webhooks in flight when the database stops. Webhooks whose
   * outcome is known are not sent again, except on a very slow machine.
   */
  private static final int MAX_DUPLICATES = 8;

  private final Stack stack;

  WebhookOutageE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void noEventIsLostWhilePostgresIsDown() {
    String tenant = stack.uniqueName();
    stack.dispatchers().only();
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        JobEventProducer source = new JobEventProducer(stack, tenant)) {
      new WebhookEndpoints(stack.admin().newTenant(tenant)).register(receiver.url());
      List<String> events = new ArrayList<>(source.publish(source.completeJobs(EVENTS)));
      await("some events are delivered")
          .atMost(TIMEOUT)
          .until(() -> receiver.distinct() > EVENTS / 10);
      List<String> later = source.completeJobs(EVENTS);
      stack.database().stop();
      try {
        events.addAll(source.publish(later));
        waitFor(OUTAGE);
      } finally {
        stack.database().restart();
      }
      awaitAll(receiver, events, tenant);
      log.info("Postgres down for {}: {} duplicates", OUTAGE, receiver.duplicates());
      assertThat(receiver.duplicates()).isLessThanOrEqualTo(MAX_DUPLICATES);
    }
  }

  @Test
  void noEventIsLostWhileKafkaIsDown() {
    String tenant = stack.uniqueName();
    stack.processors().only();
    stack.dispatchers().only();
    Client client = stack.admin().newTenant(tenant);
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        JobEventProducer source = new JobEventProducer(stack, tenant)) {
      new WebhookEndpoints(client).register(receiver.url());
      List<String> events = new ArrayList<>(source.publish(source.completeJobs(EVENTS)));
      await("all deliveries exist and some are delivered")
          .atMost(TIMEOUT)
          .until(() -> deliveries(tenant) == EVENTS && receiver.distinct() > 0);
      List<String> jobs =
          client.submitAll(JOBS, i -> JobSpec.prompt("[[sim: ok:10s]] " + tenant + i)).stream()
              .map(JsonResponse::jobId)
              .toList();
      await("all jobs are running")
          .atMost(TIMEOUT)
          .until(
              () -> jobs.stream().allMatch(id -> client.job(id).jobStatus().equals("processing")));
      stack.broker().stop();
      try {
        // Stored deliveries need no broker.
        await("the stored deliveries are delivered")
            .atMost(TIMEOUT)
            .until(() -> receiver.hasAll(events));
        waitFor(OUTAGE);
      } finally {
        stack.broker().restart();
      }
      events.addAll(source.publish(source.completeJobs(EVENTS)));
      await("deliveries of the jobs' events exist")
          .atMost(TIMEOUT)
          .until(() -> deliveries(tenant) == 2 * EVENTS + JOBS);
      awaitAll(receiver, events, tenant);
      assertThat(receiver.distinct()).isEqualTo(2 * EVENTS + JOBS);
      log.info("Kafka down for {}: {} duplicates", OUTAGE, receiver.duplicates());
      assertThat(receiver.duplicates()).isZero();
    }
  }

  private int deliveries(String tenant) {
    return Integer.parseInt(
        stack
            .column("SELECT count(*) FROM delivery WHERE tenant = '%s'".formatted(tenant))
            .getFirst());
  }

  private void awaitAll(CountingReceiver receiver, List<String> events, String tenant) {
    await("every event is delivered").atMost(TIMEOUT).until(() -> receiver.hasAll(events));
    await("every delivery is settled")
        .atMost(TIMEOUT)
        .until(() ->
            stack
                .column(
                    "SELECT DISTINCT status FROM delivery WHERE tenant = '%s'".formatted(tenant))
                .equals(List.of("delivered")));
  }

  private static void waitFor(Duration time) {
    long began = System.nanoTime();
    await().atMost(time.multipliedBy(3)).until(() -> System.nanoTime() - began > time.toNanos());
  }
}
