package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.stack.ExclusiveDispatchers;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExclusiveDispatchers
class DispatcherLossE2E {
  private static final Logger log = LoggerFactory.getLogger(DispatcherLossE2E.class);
  private static final int EVENTS = TestSize.of(900, 10_000);
  private static final int KILLS = TestSize.of(2, 20);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Stack stack;

  DispatcherLossE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void killedDispatchersLoseNoEventAndDuplicateOnlyThoseInFlight() {
    String tenant = stack.uniqueName();
    DispatcherKills kills = new DispatcherKills(stack, tenant);
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        JobEventProducer source = new JobEventProducer(stack, tenant)) {
      new WebhookEndpoints(stack.admin().newTenant(tenant)).register(receiver.url());
      stack.dispatchers().only();
      List<String> events = source.publish(source.completeJobs(EVENTS));
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = EVENTS * kill / (KILLS + 1);
        ServiceProcess dispatcher = stack.dispatchers().only();
        await("more events are delivered")
            .atMost(TIMEOUT)
            .until(() -> receiver.distinct() >= enough);
        kills.kill(dispatcher);
      }
      stack.dispatchers().only();

      await("every event is delivered").atMost(TIMEOUT).until(() -> receiver.hasAll(events));
      await("every delivery is settled")
          .atMost(TIMEOUT)
          .untilAsserted(() ->
              assertThat(
                      stack.column(
                          "SELECT DISTINCT status FROM delivery WHERE tenant = '%s'"
                              .formatted(tenant)))
                  .containsExactly("delivered"));
      log.info("{} events, {}, {} duplicates", EVENTS, kills, receiver.duplicates());
      assertThat(kills.interruptedAttempts()).isPositive();
      assertThat(kills.interruptedEvents()).containsAll(receiver.duplicated());
      assertThat(receiver.duplicates()).isLessThanOrEqualTo(kills.interruptedAttempts());
    }
  }
}
