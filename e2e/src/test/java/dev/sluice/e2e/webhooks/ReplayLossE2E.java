package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.stack.ExclusiveStack;
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

@ExclusiveStack
class ReplayLossE2E {
  private static final Logger log = LoggerFactory.getLogger(ReplayLossE2E.class);
  private static final int EVENTS = Scale.of(800, 25_000);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  /** The first failure is the last one, and a replay is not held back. */
  private static final Map<String, String> QUICK =
      Map.of("SLUICE_WEBHOOKS_RETRY_DELAYS", "", "SLUICE_WEBHOOKS_REPLAY_PER_SECOND", "2000");

  private final Stack stack;

  ReplayLossE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void aReplaySurvivesItsDispatchersAndSendsEachMissedEventOnce() {
    String tenant = stack.freshName();
    Losses losses = new Losses(stack, tenant);
    Endpoints endpoints = new Endpoints(stack.admin().newTenant(tenant));
    Instant since = Instant.now();
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(10));
        EventSource source = new EventSource(stack, tenant)) {
      ServiceProcess dispatcher = stack.dispatchers().onlyWith(QUICK);
      receiver.answerWith(NOT_FOUND);
      String endpoint = endpoints.register(receiver.url());
      List<String> events = source.publish(source.completeJobs(EVENTS));
      await("every event has failed")
          .atMost(LONG)
          .until(() ->
              stack
                  .column(
                      "SELECT count(*) FROM delivery WHERE status = 'failed' AND tenant = '%s'"
                          .formatted(tenant))
                  .equals(List.of(Integer.toString(EVENTS))));
      receiver.answerWith(OK);
      receiver.forget();

      String replay = endpoints.replay(endpoint, "{\"since\":\"%s\"}".formatted(since));
      for (int kill = 1; kill <= 2; kill++) {
        int enough = EVENTS * kill / 4;
        await("the replay is under way").atMost(LONG).until(() -> receiver.distinct() >= enough);
        losses.kill(dispatcher);
        dispatcher = stack.dispatchers().onlyWith(QUICK);
      }

      JsonNode done =
          await("the replay has delivered everything")
              .atMost(LONG)
              .until(() -> endpoints.read(replay), it -> it.path("delivered").asInt() == EVENTS);
      log.info("replay of {}, {}, {} repetitions", EVENTS, losses, receiver.repetitions());
      assertThat(done.path("status").asString()).isEqualTo("completed");
      assertThat(done.path("queued").asInt()).isEqualTo(EVENTS);
      assertThat(receiver.hasAll(events)).isTrue();
      assertThat(losses.underWay()).containsAll(receiver.repeated());
      assertThat(receiver.repetitions()).isLessThanOrEqualTo(losses.interrupted());
    } finally {
      stack.dispatchers().replaceAll();
    }
  }
}
