package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.testing.Infra;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers on the content topic while they are generated. */
class WatchIT {

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

  @AfterEach
  void deleteWatchers() {
    rig.jdbc.update("DELETE FROM job_watch");
  }

  private static JobId running() {
    JobId job = rig.submit("{\"prompt\":\"go on\",\"model\":\"paced\"}");
    await().atMost(PATIENCE).until(() -> rig.status(job), "processing"::equals);
    return job;
  }

  private static String result(JobId job) {
    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    return String.valueOf(
        rig.jdbc.queryForObject(
            "SELECT result->>'content' FROM job WHERE id = ?", String.class, job.value()));
  }

  @Test
  void watchersThatArriveAtDifferentTimesBothSeeTheWholeAnswer() {
    JobId job = running();
    provider.send("One, ");
    provider.send("two, ");
    try (Viewer early = new Viewer(rig, job)) {
      early.awaitText("One, two, ");
      provider.send("three, ");
      early.awaitText("One, two, three, ");
      try (Viewer late = new Viewer(rig, job)) {
        late.awaitText("One, two, three, ");
        provider.send("four.");
        early.awaitText("One, two, three, four.");
        late.awaitText("One, two, three, four.");
      }
      provider.end();
      assertThat(result(job)).isEqualTo(early.text());
    }
  }

  @Test
  void anEmojiThatTheProviderSplitsIsNeverSplitAgain() {
    JobId job = running();
    try (Viewer viewer = new Viewer(rig, job)) {
      provider.send("Hi \uD83D");
      viewer.awaitText("Hi ");
      provider.send("\uDC4B!");
      viewer.awaitText("Hi \uD83D\uDC4B!");
      // Half of a pair that stays alone becomes the replacement character, as in the result.
      provider.send("\uD83D.");
      viewer.awaitText("Hi \uD83D\uDC4B!\uFFFD.");
      provider.end();
      assertThat(result(job)).isEqualTo("Hi \uD83D\uDC4B!\uFFFD.");
    }
  }

  @Test
  void aLateWatcherGetsALongAnswerInBoundedPieces() {
    JobId job = running();
    String piece = "0123456789ABCDE\uD83D\uDE00 ".repeat(1000);
    for (int i = 0; i < 12; i++) {
      provider.send(piece);
    }
    try (Viewer early = new Viewer(rig, job)) {
      early.awaitText(piece.repeat(12));
    }
    try (Viewer late = new Viewer(rig, job)) {
      late.awaitText(piece.repeat(12));
      List<JobContent> whole = late.pieces();
      assertThat(whole).hasSizeGreaterThan(3);
      assertThat(whole)
          .allSatisfy(one -> {
            assertThat(one.text()).hasSizeLessThanOrEqualTo(64 * 1024);
            assertThat(Character.isLowSurrogate(one.text().charAt(0))).isFalse();
          });
    }
    provider.end();
    assertThat(result(job)).hasSize(12 * piece.length());
  }

  @Test
  void aRetryBeginsAnewUnderItsOwnAttempt() {
    JobId job = running();
    try (Viewer viewer = new Viewer(rig, job)) {
      provider.send("broken");
      viewer.awaitText("broken");
      provider.cut();
      provider.send("whole");
      viewer.awaitText("whole");
      assertThat(viewer.pieces()).extracting(JobContent::attempt).containsOnly(1, 2);
      provider.end();
      assertThat(result(job)).isEqualTo("whole");
    }
  }

  @Test
  void nothingIsPublishedOnceTheWatchHasExpiredAndItsRowGoes() {
    JobId job = running();
    try (Viewer viewer = new Viewer(rig, job)) {
      provider.send("seen");
      viewer.awaitText("seen");
      viewer.expire();
      await()
          .atMost(PATIENCE)
          .until(() -> rig.jdbc.queryForList("SELECT * FROM job_watch").isEmpty());
      awaitTwoPolls();
      provider.send(", unseen");
      provider.end();
      assertThat(result(job)).isEqualTo("seen, unseen");
      assertThat(viewer.text()).isEqualTo("seen");
    }
  }

  /** A job that is cancelled shows that the processor has looked since. */
  private static void awaitTwoPolls() {
    for (int i = 0; i < 2; i++) {
      JobId probe = rig.submit("{\"prompt\":\"[[sim: hang:60s]] " + i + "\"}");
      await().atMost(PATIENCE).until(() -> rig.calls(probe), calls -> calls == 1);
      rig.jdbc.update("UPDATE job SET cancel_requested_at = now() WHERE id = ?", probe.value());
      await().atMost(PATIENCE).until(() -> rig.status(probe), "cancelled"::equals);
    }
  }

  @Test
  void aTopicThatRefusesEverythingDelaysNoJob() throws Exception {
    JobId job = running();
    contentTopicTakesUpTo(1);
    try (Viewer viewer = new Viewer(rig, job)) {
      for (int i = 0; i < 1000; i++) {
        provider.send("piece " + i + " ");
      }
      provider.end();
      await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
      assertThat(viewer.text()).isEmpty();
    } finally {
      contentTopicTakesUpTo(Topics.MAX_RECORD_BYTES);
    }
    JobId next = running();
    try (Viewer viewer = new Viewer(rig, next)) {
      provider.send("again");
      viewer.awaitText("again");
    }
    provider.end();
    assertThat(result(next)).isEqualTo("again");
  }

  @Test
  void piecesThatTheTopicRefusedArePublishedLater() throws Exception {
    JobId job = running();
    try (Viewer viewer = new Viewer(rig, job)) {
      provider.send("before, ");
      viewer.awaitText("before, ");
      contentTopicTakesUpTo(1);
      provider.send("during, ");
      await().atMost(PATIENCE).until(() -> failures() > 0);
      contentTopicTakesUpTo(Topics.MAX_RECORD_BYTES);
      provider.send("after");
      viewer.awaitText("before, during, after");
    } finally {
      contentTopicTakesUpTo(Topics.MAX_RECORD_BYTES);
    }
    provider.end();
    assertThat(result(job)).isEqualTo("before, during, after");
  }

  private static double failures() {
    return rig.meter("sluice.content.failed");
  }

  /** With one byte the broker refuses every append. */
  private static void contentTopicTakesUpTo(int bytes) throws Exception {
    ConfigResource topic =
        new ConfigResource(ConfigResource.Type.TOPIC, rig.prefix + "jobs.content.v1");
    ConfigEntry entry = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", Infra.shared().bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
