package dev.sluice.bench.scenario;

import dev.sluice.bench.http.Requests;
import dev.sluice.bench.load.Load;
import dev.sluice.bench.load.LoadLoop;
import dev.sluice.bench.report.Figure;
import dev.sluice.bench.report.Goal;
import dev.sluice.bench.report.Rounds;
import dev.sluice.bench.report.ScenarioReport;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Measures 5 000 jobs from the first submission to the last event: submitted at once with a
 * provider delay of 200 ms, and as a backlog that becomes due at once without delay. Ceiling: the
 * load generator makes the same streamed calls itself, with as many in parallel as a processor.
 */
final class EndToEnd {
  private static final int JOBS = 5000;
  // The JVMs compile the hot paths during the first tens of thousands of jobs.
  private static final int WARM_UP = 30_000;
  private static final Duration SLOW = Duration.ofMillis(200);
  // The default of sluice.run.permits.
  private static final int PERMITS = 512;
  private static final Duration BARE_ROUND = Duration.ofSeconds(3);
  // Between the last submission of a backlog and its due time, so that all jobs are stored by then.
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;
  private static final List<String> OURS = List.of(Stack.API, Stack.PROCESSOR, Stack.DISPATCHER);
  private static final List<String> ALL =
      List.of(Stack.API, Stack.PROCESSOR, Stack.DISPATCHER, Stack.BROKER, Stack.DATABASE);

  private final Stack stack;
  private final JobEvents events;
  private Duration submission = Duration.ofSeconds(10);

  private EndToEnd(Stack stack, JobEvents events) {
    this.stack = stack;
    this.events = events;
  }

  static ScenarioReport measure(Stack stack) throws IOException, InterruptedException {
    stack.startWorkers();
    try (JobEvents events = new JobEvents(stack)) {
      return new EndToEnd(stack, events).measure();
    }
  }

  private ScenarioReport measure() throws IOException, InterruptedException {
    UsageMeter meter = new UsageMeter("5 000 jobs at 200 ms", stack);
    Rounds atOnce = new Rounds();
    Rounds atOnceBare = new Rounds();
    Rounds drained = new Rounds();
    Rounds drainedBare = new Rounds();
    UsageMeter coldMeter = new UsageMeter("first 5 000 jobs at 200 ms", stack);
    Rounds cold = new Rounds();
    coldMeter.begin();
    cold.add(atOnce());
    coldMeter.end(JOBS);
    warmUp();
    for (int round = 0; round < Scenario.ROUNDS; round++) {
      meter.begin();
      atOnce.add(atOnce());
      meter.end(JOBS);
      atOnceBare.add(bareLoop());
      drained.add(backlog());
      drainedBare.add(bareLoop());
    }
    Rounds bound = new Rounds();
    bound.add(PERMITS * 1000.0 / SLOW.toMillis());
    return new ScenarioReport(
        "end-to-end",
        "jobs",
        List.of(
            new Figure(
                "5 000 jobs at 200 ms, submitted at once, 1/s",
                atOnce,
                "512 calls at a time from a bare loop",
                atOnceBare,
                List.of(new Goal.AtLeast(1650))),
            new Figure(
                "the same, against the arithmetic bound, 1/s",
                atOnce,
                "512 calls at a time of 200 ms",
                bound,
                List.of()),
            new Figure(
                "backlog of 5 000 jobs at 0 ms, 1/s",
                drained,
                "512 calls at a time from a bare loop",
                drainedBare,
                List.of(new Goal.AtLeast(5000))),
            new Figure(
                "first 5 000 jobs after the start, at 200 ms, 1/s",
                cold,
                "the same when warm",
                atOnce,
                List.of(new Goal.OfCeiling(0.5))),
            Figure.alone(
                "processor time per job at 200 ms, our services, ms",
                meter.millisPerUnit(OURS),
                new Goal.AtMost(1.0)),
            Figure.alone(
                "processor time per job at 200 ms, broker and database included, ms",
                meter.millisPerUnit(ALL),
                new Goal.AtMost(1.1))),
        List.of(meter.workload(), coldMeter.workload()));
  }

  private void warmUp() throws IOException, InterruptedException {
    stack.setProviderDelay(Duration.ZERO);
    for (int half = 0; half < 2; half++) {
      submit(WARM_UP / 2, "");
      events.awaitCompleted(WARM_UP / 2);
      stack.awaitIdle();
    }
    atOnce();
    stack.awaitIdle();
  }

  private double atOnce() throws IOException, InterruptedException {
    stack.setProviderDelay(SLOW);
    Instant start = Instant.now();
    submit(JOBS, "");
    return perSecond(start, events.awaitCompleted(JOBS));
  }

  private double backlog() throws IOException, InterruptedException {
    stack.setProviderDelay(Duration.ZERO);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Instant start = Instant.now();
      Instant due = start.plus(submission).plus(MARGIN);
      submit(JOBS, ",\"run_at\":\"%s\"".formatted(due));
      Instant end = Instant.now();
      submission = Duration.between(start, end);
      Instant last = events.awaitCompleted(JOBS);
      if (end.isBefore(due)) {
        return perSecond(due, last);
      }
    }
    throw new IllegalStateException("The backlog became due before it was completely submitted");
  }

  private void submit(int jobs, String extraFields) {
    byte[] request = Requests.post("/v1/jobs", stack.key(), RequestBodies.job(extraFields));
    LoadLoop.run(Load.ofCount(jobs, stack.apiPort(), Scenario.CONNECTIONS, () -> request));
  }

  private double bareLoop() {
    byte[] request =
        Requests.post("/v1/chat/completions", "key", RequestBodies.chat(",\"stream\":true"));
    return LoadLoop.run(Load.during(BARE_ROUND, stack.providerPort(), PERMITS, () -> request))
        .perSecond();
  }

  private static double perSecond(Instant start, Instant end) {
    return JOBS * 1000.0 / Duration.between(start, end).toMillis();
  }
}
