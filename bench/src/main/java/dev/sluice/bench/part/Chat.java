package dev.sluice.bench.part;

import dev.sluice.bench.http.Requests;
import dev.sluice.bench.load.Load;
import dev.sluice.bench.load.LoadLoop;
import dev.sluice.bench.load.Result;
import dev.sluice.bench.report.Figure;
import dev.sluice.bench.report.Goal;
import dev.sluice.bench.report.PartReport;
import dev.sluice.bench.report.Rounds;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * {@code POST /v2/chat} against the same calls to the provider itself: one at a time and as many as
 * 64 connections take with a provider that answers at once, and at a fixed rate with one that takes
 * 200 ms.
 */
final class Chat {
  private static final int WARM_UP = 20_000;
  private static final Duration PROVIDER_WARM_UP = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final Duration PACED_ROUND = Duration.ofSeconds(4);
  private static final Duration SLOW = Duration.ofMillis(200);
  // 64 connections would take 320 calls of 200 ms at most.
  private static final double RATE = 250;

  private final Stack stack;
  private final byte[] chat;
  private final byte[] call;

  private Chat(Stack stack) {
    this.stack = stack;
    this.chat = Requests.post("/v2/chat", stack.key(), Bodies.chat(""));
    this.call = Requests.post("/v1/chat/completions", "key", Bodies.chat(""));
  }

  static PartReport measure(Stack stack) throws IOException, InterruptedException {
    return new Chat(stack).measure();
  }

  private PartReport measure() throws IOException, InterruptedException {
    Rounds single = new Rounds();
    Rounds singleBare = new Rounds();
    Rounds many = new Rounds();
    Rounds manyBare = new Rounds();
    Rounds p50 = new Rounds();
    Rounds p50Bare = new Rounds();
    Rounds p99 = new Rounds();
    Rounds p99Bare = new Rounds();
    Meter meter = new Meter("chat, 64 connections at 0 ms", stack);
    stack.setProviderDelay(Duration.ZERO);
    LoadLoop.run(sluice(Part.CONNECTIONS).toWarmUp(WARM_UP));
    LoadLoop.run(provider(Part.CONNECTIONS).lasting(PROVIDER_WARM_UP));
    for (int round = 0; round < Part.ROUNDS; round++) {
      stack.setProviderDelay(Duration.ZERO);
      double own = LoadLoop.run(provider(1)).millis(50);
      singleBare.add(own);
      single.add(LoadLoop.run(sluice(1)).millis(50) - own);
      manyBare.add(LoadLoop.run(provider(Part.CONNECTIONS)).perSecond());
      many.add(meter.run(sluice(Part.CONNECTIONS)).perSecond());
      stack.setProviderDelay(SLOW);
      Result bare = LoadLoop.run(provider(Part.CONNECTIONS).lasting(PACED_ROUND).atRate(RATE));
      Result paced = LoadLoop.run(sluice(Part.CONNECTIONS).lasting(PACED_ROUND).atRate(RATE));
      p50Bare.add(bare.millis(50));
      p50.add(paced.millis(50) - bare.millis(50));
      p99Bare.add(bare.millis(99));
      p99.add(paced.millis(99) - bare.millis(99));
    }
    return new PartReport(
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
