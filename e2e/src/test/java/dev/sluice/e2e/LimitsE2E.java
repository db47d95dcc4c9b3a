package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SharedStack
class LimitsE2E {
  private static final int PER_MINUTE = 300;
  private static final double OVERSHOOT = 0.05;

  private final Stack stack;

  LimitsE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void twoApisShareOneRateLimit() {
    stack.processors().only();
    Client first = stack.admin().newTenant(stack.uniqueName(), PER_MINUTE);
    List<JsonResponse> responses;
    long started;
    long ended;
    try (ServiceProcess other = stack.startAnotherApi()) {
      List<Client> apis = List.of(first, first.at(other.address()));
      started = System.nanoTime();
      responses =
          Client.inParallel(
              4 * PER_MINUTE, i -> apis.get(i % 2).submit(JobSpec.prompt("[[sim: ok:0s]]")));
      ended = System.nanoTime();
    }

    long granted = responses.stream().filter(response -> response.status() == 202).count();
    double refilled = Duration.ofNanos(ended - started).toMillis() * PER_MINUTE / 60_000.0;
    assertThat((double) granted)
        .isBetween(0.9 * PER_MINUTE, (PER_MINUTE + refilled) * (1 + OVERSHOOT));
    assertThat(IntStream.range(0, responses.size()).filter(i -> responses.get(i).status() == 429))
        .hasSize(responses.size() - (int) granted)
        .allSatisfy(i -> assertRefusal(responses.get(i)));
  }

  private static void assertRefusal(JsonResponse refused) {
    assertThat(refused.body().path("error").asString()).isEqualTo("rate_limit_exceeded");
    assertThat(refused.body().path("window").asString()).isEqualTo("minute");
    assertThat(refused.headers().firstValue("retry-after"))
        .contains(refused.body().path("retry_after").asString());
  }
}
