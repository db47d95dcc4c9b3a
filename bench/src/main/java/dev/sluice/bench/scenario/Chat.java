package dev.sluice.bench.scenario;

import dev.sluice.bench.http.Requests;
import dev.sluice.bench.load.Load;
import dev.sluice.bench.load.LoadLoop;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.report.Figure;
import dev.sluice.bench.report.Goal;
import dev.sluice.bench.report.Rounds;
import dev.sluice.bench.report.ScenarioReport;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Measures {@code POST /v2/chat} and the same calls directly to the provider: over 1 and 64
 * connections with a provider without delay, and at a fixed rate with a delay of 200 ms.
 */
final class Chat {
  private static final int WARM_UP = 20_000;
  private static final Duration PROVIDER_WARM_UP = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final Duration PACED_ROUND = Duration.ofSeconds(4);
  private static final Duration SLOW = Duration.ofMillis(200);
  // 64 connections allow at most 320 calls of 200 ms per second.
  private static final double RATE = 250;

  private final Stack stack;
  private final byte[] chat;
  private final byte[] call;

  private Chat(Stack stack) {
    this.stack = stack;
    this.chat = Requests.post("/v2/chat", stack.key(), RequestBodies.chat(""));
    this.call = Requests.post("/v1/chat/completions", "key", RequestBodies.chat(""));
  }

  static ScenarioReport measure(Stack stack) throws IOException, InterruptedException {
    return new Chat(stack).measure();
  }

  private ScenarioReport measure() throws IOException, InterruptedException {
    Rounds single = new Rounds();
    Rounds singleBare = new Rounds();
    Rounds many = new Rounds();
    Rounds manyBare = new Rounds();
    Rounds p50 = new Rounds();
    Rounds p50Bare = new Rounds();
    Rounds p99 = new Rounds();
    Rounds p99Bare = new Rounds();
    UsageMeter meter = new UsageMeter("chat, 64 connections at 0 ms", stack);
    stack.setProviderDelay(Duration.ZERO);
    LoadLoop.run(sluice(Scenario.CONNECTIONS).toWarmUp(WARM_UP));
    stack.awaitIdle();
    LoadLoop.run(provider(Scenario.CONNECTIONS).lasting(PROVIDER_WARM_UP));
    for (int round = 0; round < Scenario.ROUNDS; round++) {
      stack.setProviderDelay(Duration.ZERO);
      double own = LoadLoop.run(provider(1)).millis(50);
      singleBare.add(own);
      single.add(LoadLoop.run(sluice(1)).millis(50) - own);
      manyBare.add(LoadLoop.run(provider(Scenario.CONNECTIONS)).perSecond());
      many.add(meter.run(sluice(Scenario.CONNECTIONS)).perSecond());
      stack.setProviderDelay(SLOW);
      LoadResult bare =
          LoadLoop.run(provider(Scenario.CONNECTIONS).lasting(PACED_ROUND).atRate(RATE));
      LoadResult paced =
          LoadLoop.run(sluice(Scenario.CONNECTIONS).lasting(PACED_ROUND).atRate(RATE));
      p50Bare.add(bare.millis(50));
      p50.add(paced.millis(50) - bare.millis(50));
      p99Bare.add(bare.millis(99));
      p99.add(paced.millis(99) - bare.millis(99));
    }
    return new ScenarioReport(
        "chat",
        "chats",
        List.of(
            added("chat at 0 ms, 1 connection: added p50, ms", single, singleBare, 0.4),
            new Figure(
                "chat at 0 ms, 64 connections, 1/s",
                many,
                "the provider itself",
                manyBare,
                List.of(new Goal.AtLeast(6000))),
            added("chat at 200 ms, 250/s, 64 connections: added p50, ms", p50, p50Bare, 1.5),
            added("chat at 200 ms, 250/s, 64 connections: added p99, ms", p99, p99Bare, 10)),
        List.of(meter.workload()));
  }

  private static Figure added(String name, Rounds added, Rounds own, double bound) {
    return new Figure(name, added, "the provider itself", own, List.of(new Goal.AtMost(bound)));
  }

  private Load sluice(int connections) {
    return Load.during(ROUND, stack.apiPort(), connections, () -> chat);
  }

  private Load provider(int connections) {
    return Load.during(ROUND, stack.providerPort(), connections, () -> call);
  }
}
