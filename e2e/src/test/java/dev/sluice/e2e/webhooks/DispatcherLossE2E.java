package dev.sluice.e2e.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.stack.ExclusiveStack;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExclusiveStack
class DispatcherLossE2E {
  private static final Logger log = LoggerFactory.getLogger(DispatcherLossE2E.class);
  private static final int EVENTS = Scale.of(900, 10_000);
  private static final int KILLS = Scale.of(2, 20);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Stack stack;

  DispatcherLossE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void killedDispatchersLoseNothingAndRepeatOnlyWhatTheyWereSending() {
    String tenant = stack.freshName();
    Losses losses = new Losses(stack, tenant);
    try (CountingReceiver receiver = new CountingReceiver(Duration.ofMillis(20));
        EventSource source = new EventSource(stack, tenant)) {
      new Endpoints(stack.admin().newTenant(tenant)).register(receiver.url());
      stack.dispatchers().only();
      List<String> events = source.publish(source.completeJobs(EVENTS));
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = EVENTS * kill / (KILLS + 1);
        ServiceProcess dispatcher = stack.dispatchers().only();
        await("some more are delivered").atMost(LONG).until(() -> receiver.distinct() >= enough);
        losses.kill(dispatcher);
      }
      stack.dispatchers().only();

      await("every event is delivered").atMost(LONG).until(() -> receiver.hasAll(events));
      await("every delivery is settled")
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(
                      stack.column(
                          "SELECT DISTINCT status FROM delivery WHERE tenant = '%s'"
                              .formatted(tenant)))
                  .containsExactly("delivered"));
      log.info("{} events, {}, {} repetitions", EVENTS, losses, receiver.repetitions());
      assertThat(losses.interrupted()).isPositive();
      assertThat(losses.underWay()).containsAll(receiver.repeated());
      assertThat(receiver.repetitions()).isLessThanOrEqualTo(losses.interrupted());
    }
  }
}
