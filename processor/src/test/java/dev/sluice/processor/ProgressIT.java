package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How far running jobs have come, in their rows and in their events. */
class ProgressIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Rig rig;
  private static PacedProvider provider;

  @BeforeAll
  static void start() throws Exception {
    rig = new Rig();
    provider = new PacedProvider();
    rig.startProcessor(provider.properties());
  }

  @AfterAll
  static void stop() {
    rig.close();
    provider.close();
  }

  private static double progress(JobId job) {
    return rig
        .jdbc
        .queryForList("SELECT progress FROM job WHERE id = ?", Double.class, job.value())
        .stream()
        .findFirst()
        .orElse(0.0);
  }

  private static JobId submit(int maxAttempts) {
    return rig.submit(
        "{\"prompt\":\"p\",\"model\":\"paced\",\"max_tokens\":100,\"max_attempts\":%d}"
            .formatted(maxAttempts));
  }

  private static void awaitProgress(JobId job, double expected) {
    await().atMost(PATIENCE).until(() -> progress(job), value -> value == expected);
  }

  private static List<Double> announced(JobId job) {
    return rig.jobEvents(job).stream()
        .map(JobEvent::data)
        .map(data -> Json.mapper().readTree(data).get("progress").doubleValue())
        .toList();
  }

  @Test
  void aRowShowsTheShareOfTheLongestAnswerAndEndsAtOne() {
    JobId job = submit(1);
    provider.send("x".repeat(100));
    awaitProgress(job, 0.25);
    provider.send("x".repeat(100));
    awaitProgress(job, 0.5);
    provider.send("x".repeat(1000));
    awaitProgress(job, 0.99);
    provider.end();
    awaitProgress(job, 1.0);
    await().atMost(PATIENCE).until(() -> announced(job), List.of(1.0)::equals);
  }

  @Test
  void progressNeverFallsInALaterAttemptAndEventsShowItToo() {
    JobId job = submit(2);
    provider.send("x".repeat(200));
    awaitProgress(job, 0.5);
    provider.send("x".repeat(4));
    provider.cut();
    await().atMost(PATIENCE).until(() -> announced(job), List.of(0.51)::equals);
    assertThat(progress(job)).isEqualTo(0.51);
    provider.send("x".repeat(40));
    await().atMost(PATIENCE).until(() -> rig.status(job), "processing"::equals);
    assertThat(progress(job)).isEqualTo(0.51);
    provider.send("x".repeat(200));
    awaitProgress(job, 0.6);
    provider.cut();
    await().atMost(PATIENCE).until(() -> rig.status(job), "failed"::equals);
    assertThat(progress(job)).isEqualTo(0.6);
    await().atMost(PATIENCE).until(() -> announced(job), List.of(0.51, 0.6)::equals);
  }

  @Test
  void observedProgressNeverFalls() {
    JobId job = rig.submit("{\"prompt\":\"[[sim: ok rate:60 tokens:240]]\",\"max_tokens\":300}");
    List<Double> seen = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          seen.add(progress(job));
          return rig.status(job).equals("completed");
        });
    seen.add(progress(job));
    assertThat(seen).isSorted().endsWith(1.0);
    assertThat(seen.stream().distinct()).hasSizeGreaterThan(3);
  }

  @Test
  void aCancelledJobKeepsItsProgress() {
    JobId job = submit(1);
    provider.send("x".repeat(120));
    awaitProgress(job, 0.3);
    rig.jdbc.update("UPDATE job SET cancel_requested_at = now() WHERE id = ?", job.value());
    await().atMost(PATIENCE).until(() -> rig.status(job), "cancelled"::equals);
    provider.cut();
    assertThat(progress(job)).isEqualTo(0.3);
    await().atMost(PATIENCE).until(() -> announced(job), List.of(0.3)::equals);
  }
}
