package dev.sluice.bench.scenario;

import dev.sluice.bench.ceiling.RawProducer;
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
 * Measures {@code POST /v1/jobs} without a processor. Ceilings: the same request to a plain Tomcat,
 * and a producer with as many records in flight.
 */
final class Accept {
  private static final int WARM_UP = 30_000;
  private static final Duration CEILING_WARM_UP = Duration.ofSeconds(3);
  private static final Duration ROUND = Duration.ofSeconds(4);
  private static final Duration CEILING_ROUND = Duration.ofSeconds(3);
  private static final String RAW = "bench.raw";

  private Accept() {}

  static ScenarioReport measure(Stack stack) throws IOException, InterruptedException {
    byte[] request = Requests.post("/v1/jobs", stack.key(), RequestBodies.job(""));
    Load sluice = Load.during(ROUND, stack.apiPort(), Scenario.CONNECTIONS, () -> request);
    Load tomcat =
        Load.during(CEILING_ROUND, stack.plainPort(), Scenario.CONNECTIONS, () -> request);
    Rounds accepted = new Rounds();
    Rounds answered = new Rounds();
    Rounds produced = new Rounds();
    Rounds p99 = new Rounds();
    UsageMeter meter = new UsageMeter("accept", stack);
    try (Topics topics = new Topics(stack)) {
      topics.createLikeSubmitted(RAW);
      try (RawProducer producer = new RawProducer(stack.bootstrapServers(), RAW)) {
        LoadLoop.run(sluice.toWarmUp(WARM_UP));
        stack.awaitIdle();
        LoadLoop.run(sluice);
        stack.awaitIdle();
        LoadLoop.run(tomcat.lasting(CEILING_WARM_UP));
        producer.perSecond(Scenario.CONNECTIONS, CEILING_WARM_UP);
        for (int round = 0; round < Scenario.ROUNDS; round++) {
          LoadResult result = meter.run(sluice);
          accepted.add(result.perSecond());
          p99.add(result.millis(99));
          answered.add(LoadLoop.run(tomcat).perSecond());
          produced.add(producer.perSecond(Scenario.CONNECTIONS, CEILING_ROUND));
        }
      }
      // Later scenarios must not process these jobs.
      topics.empty(Topics.SUBMITTED);
    }
    return new ScenarioReport(
        "accept",
        "submissions",
        List.of(
            new Figure(
                "accept, 64 connections, 1/s",
                accepted,
                "the same POST to a plain Tomcat",
                answered,
                List.of(new Goal.AtLeast(7500), new Goal.OfCeiling(0.55))),
            new Figure(
                "the same, against the broker, 1/s",
                accepted,
                "idempotent producer, 64 in flight",
                produced,
                List.of()),
            new Figure("p99 of these, ms", p99, "", new Rounds(), List.of())),
        List.of(meter.workload()));
  }
}
