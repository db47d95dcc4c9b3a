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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures {@code GET /v1/jobs/{id}} of 1 000 completed jobs in random order. Ceiling: a {@code
 * GET} of a plain Tomcat.
 */
final class Poll {
  private static final int JOBS = 1000;
  private static final int WARM_UP = 30_000;
  private static final Duration CEILING_WARM_UP = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofSeconds(4);
  private static final Duration CEILING_ROUND = Duration.ofSeconds(3);

  private Poll() {}

  static ScenarioReport measure(Stack stack) throws IOException, InterruptedException {
    stack.startWorkers();
    complete(stack);
    List<byte[]> requests = requests(stack);
    RandomGenerator random = RandomGenerator.getDefault();
    Supplier<byte[]> any = () -> requests.get(random.nextInt(requests.size()));
    Load sluice = Load.during(ROUND, stack.apiPort(), Scenario.CONNECTIONS, any);
    Load tomcat = Load.during(CEILING_ROUND, stack.plainPort(), Scenario.CONNECTIONS, any);
    Rounds polled = new Rounds();
    Rounds answered = new Rounds();
    Rounds p99 = new Rounds();
    UsageMeter meter = new UsageMeter("poll", stack);
    LoadLoop.run(sluice.toWarmUp(WARM_UP));
    stack.awaitIdle();
    LoadLoop.run(tomcat.lasting(CEILING_WARM_UP));
    for (int round = 0; round < Scenario.ROUNDS; round++) {
      LoadResult result = meter.run(sluice);
      polled.add(result.perSecond());
      p99.add(result.millis(99));
      answered.add(LoadLoop.run(tomcat).perSecond());
    }
    return new ScenarioReport(
        "poll",
        "requests",
        List.of(
            new Figure(
                "poll, 64 connections, 1/s",
                polled,
                "a GET of a plain Tomcat",
                answered,
                List.of(new Goal.AtLeast(5000), new Goal.OfCeiling(0.5))),
            new Figure("p99 of these, ms", p99, "", new Rounds(), List.of())),
        List.of(meter.workload()));
  }

  private static void complete(Stack stack) throws IOException, InterruptedException {
    stack.setProviderDelay(Duration.ZERO);
    byte[] request = Requests.post("/v1/jobs", stack.key(), RequestBodies.job(""));
    try (JobEvents events = new JobEvents(stack)) {
      LoadLoop.run(Load.ofCount(JOBS, stack.apiPort(), Scenario.CONNECTIONS, () -> request));
      events.awaitCompleted(JOBS);
    }
  }

  private static List<byte[]> requests(Stack stack) throws IOException, InterruptedException {
    List<byte[]> requests = new ArrayList<>();
    String cursor = "";
    while (requests.size() < JOBS) {
      JsonNode page =
          JsonMapper.shared().readTree(stack.get("/v1/jobs?status=completed&limit=100" + cursor));
      for (JsonNode job : page.path("items")) {
        requests.add(Requests.get("/v1/jobs/" + job.path("job_id").asString(), stack.key()));
      }
      cursor = "&cursor=" + page.path("next_cursor").asString();
    }
    return requests;
  }
}
