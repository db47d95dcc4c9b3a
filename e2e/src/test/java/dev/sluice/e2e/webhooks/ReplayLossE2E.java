package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.stack.ExclusiveDispatchers;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@ExclusiveDispatchers
class ReplayLossE2E {
  private static final Logger log = LoggerFactory.getLogger(ReplayLossE2E.class);
  private static final int EVENTS = TestSize.of(800, 25_000);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  /** No retries, and a high replay rate. */
  private static final Map<String, String> FAST_SETTINGS =
      Map.of("SLUICE_WEBHOOKS_RETRY_DELAYS", "", "SLUICE_WEBHOOKS_REPLAY_PER_SECOND", "2000");

  private final Stack stack;

  ReplayLossE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void replaySurvivesKilledDispatchersWithoutUnexpectedDuplicates() {
    String tenant = stack.uniqueName();
    DispatcherKills kills = new DispatcherKills(stack, tenant);
    WebhookEndpoints endpoints = new WebhookEndpoints(stack.admin().newTenant(tenant));
    Instant since = Instant.now();
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(10));
        JobEventProducer source = new JobEventProducer(stack, tenant)) {
      ServiceProcess dispatcher = stack.dispatchers().restartWith(FAST_SETTINGS);
      receiver.respondWith(NOT_FOUND);
      String endpoint = endpoints.register(receiver.url());
      List<String> events = source.publish(source.completeJobs(EVENTS));
      await("every delivery has failed")
          .atMost(TIMEOUT)
          .until(() ->
              stack
                  .column(
                      "SELECT count(*) FROM delivery WHERE status = 'failed' AND tenant = '%s'"
                          .formatted(tenant))
                  .equals(List.of(Integer.toString(EVENTS))));
      receiver.respondWith(OK);
      receiver.clear();

      String replay = endpoints.replay(endpoint, "{\"since\":\"%s\"}".formatted(since));
      for (int kill = 1; kill <= 2; kill++) {
        int enough = EVENTS * kill / 4;
        await("the replay is making progress")
            .atMost(TIMEOUT)
            .until(() -> receiver.distinct() >= enough);
        kills.kill(dispatcher);
        dispatcher = stack.dispatchers().restartWith(FAST_SETTINGS);
      }

      JsonNode done =
          await("the replay has delivered everything")
              .atMost(TIMEOUT)
              .until(() -> endpoints.read(replay), it -> it.path("delivered").asInt() == EVENTS);
      log.info("replay of {}, {}, {} duplicates", EVENTS, kills, receiver.duplicates());
      assertThat(done.path("status").asString()).isEqualTo("completed");
      assertThat(done.path("queued").asInt()).isEqualTo(EVENTS);
      assertThat(receiver.hasAll(events)).isTrue();
      assertThat(kills.interruptedEvents()).containsAll(receiver.duplicated());
      assertThat(receiver.duplicates()).isLessThanOrEqualTo(kills.interruptedAttempts());
    } finally {
      stack.dispatchers().restartWithDefaults();
    }
  }
}
