package dev.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class WatchEndpointIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestApi api = TestApi.shared();
  private final JobRows rows = new JobRows(api);
  private final Publisher processor = new Publisher(api);

  WatchEndpointIT() throws Exception {}

  @AfterEach
  void closePublisher() {
    processor.close();
  }

  @Test
  void aJobIsFollowedFromItsWayToItsEnd() throws Exception {
    JobId id = api.submit();
    try (Events events = Events.of(api, id)) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.response().headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      await().atMost(PATIENCE).until(() -> !events.all().isEmpty());
      assertThat(events.last().type()).isEqualTo("status");
      assertThat(events.last().data().path("status").asString()).isEqualTo("pending");
      assertThat(events.last().data().path("model").asString()).isEqualTo("gpt-4o");
      rows.store(id, "admin", "digest");
      rows.start(id);
      await().atMost(PATIENCE).until(() -> standing(events).equals("processing 1"));
      awaitWatched(id);
      progress(id, 0.25);
      await().atMost(PATIENCE).until(() -> events.last().type().equals("progress"));
      assertThat(events.last().data().toString()).isEqualTo("{\"progress\":0.25}");
      processor.publish(id, 1, 0, "Grüße, ");
      processor.publish(id, 1, 7, "Welt 🌍");
      await().atMost(PATIENCE).until(() -> events.content().equals("Grüße, Welt 🌍"));
      complete(id, 1, "Grüße, Welt 🌍!");
      await().atMost(PATIENCE).until(events::isOver);
      assertThat(events.content()).isEqualTo("Grüße, Welt 🌍!");
      assertThat(events.types())
          .containsSubsequence("status", "progress", "content", "content", "content", "completed")
          .endsWith("completed");
      assertThat(events.last().data()).isEqualTo(TestApi.json(api.get("/v1/jobs/" + id)));
      assertThat(events.all()).extracting(Events.Event::id).doesNotContain("");
    }
    await().atMost(PATIENCE).until(() -> processor.watchers(id).isEmpty());
  }

  @Test
  void whatTheTopicLostComesWithTheEnd() throws Exception {
    JobId id = running();
    String answer = "abc".repeat(20_000) + "🌍".repeat(10_000);
    try (Events events = Events.of(api, id)) {
      awaitWatched(id);
      processor.publish(id, 1, 0, answer.substring(0, 100));
      processor.publish(id, 1, 200, answer.substring(200, 300));
      await().atMost(PATIENCE).until(() -> events.content().length() == 100);
      complete(id, 1, answer);
      await().atMost(PATIENCE).until(events::isOver);
      assertThat(events.content()).isEqualTo(answer);
      assertThat(events.all())
          .filteredOn(event -> event.type().equals("content"))
          .allSatisfy(event ->
              assertThat(event.data().path("text").asString().length()).isLessThan(17_000));
    }
  }

  @Test
  void aGapMakesItAskForTheAnswerOnceMore() throws Exception {
    JobId id = running();
    try (Events events = Events.of(api, id)) {
      UUID first = awaitWatched(id);
      processor.publish(id, 1, 5, "later");
      await()
          .atMost(PATIENCE)
          .until(() -> processor.watchers(id).stream().anyMatch(watcher -> !watcher.equals(first)));
      assertThat(events.content()).isEmpty();
      processor.publish(id, 1, 0, "firstlater");
      await().atMost(PATIENCE).until(() -> events.content().equals("firstlater"));
    }
  }

  @Test
  void repetitionsAndOverlapsAreSentOnce() throws Exception {
    JobId id = running();
    try (Events events = Events.of(api, id)) {
      awaitWatched(id);
      processor.publish(id, 1, 0, "abc");
      processor.publish(id, 1, 0, "abcdef");
      processor.publish(id, 1, 0, "ab");
      processor.publish(id, 1, 3, "defghi");
      await().atMost(PATIENCE).until(() -> events.content().equals("abcdefghi"));
    }
  }

  @Test
  void aLaterAttemptBeginsItsAnswerAnew() throws Exception {
    JobId id = running();
    try (Events events = Events.of(api, id)) {
      awaitWatched(id);
      processor.publish(id, 1, 0, "first attempt");
      await().atMost(PATIENCE).until(() -> events.content().equals("first attempt"));
      api.sql()
          .update(
              """
              UPDATE job SET status = 'pending', worker_id = NULL, deadline_at = NULL,
                             error_code = 'upstream', error_message = 'x'
              WHERE id = ?
              """,
              id.value());
      await().atMost(PATIENCE).until(() -> standing(events).equals("pending 1"));
      start(id, 2);
      await().atMost(PATIENCE).until(() -> standing(events).equals("processing 2"));
      processor.publish(id, 2, 0, "second");
      processor.publish(id, 1, 13, " is late");
      await().atMost(PATIENCE).until(() -> events.content().equals("second"));
      complete(id, 2, "second attempt");
      await().atMost(PATIENCE).until(events::isOver);
      assertThat(events.content()).isEqualTo("second attempt");
    }
  }

  @Test
  void aFailedJobEndsWithItsErrorAndACancelledOneWithItsName() throws Exception {
    JobId failed = running();
    JobId cancelled = api.submit();
    try (Events first = Events.of(api, failed);
        Events second = Events.of(api, cancelled)) {
      api.sql()
          .update(
              """
              UPDATE job SET status = 'failed', worker_id = NULL, deadline_at = NULL,
                             completed_at = now(), error_code = 'refused', error_message = 'no'
              WHERE id = ?
              """,
              failed.value());
      assertThat(api.delete("/v2/jobs/" + cancelled).statusCode()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> first.isOver() && second.isOver());
      assertThat(first.last().type()).isEqualTo("failed");
      assertThat(first.last().data().path("error").path("code").asString()).isEqualTo("refused");
      assertThat(second.last().type()).isEqualTo("cancelled");
    }
  }

  /** At every event the connection breaks; what comes after it is what was missing. */
  @Test
  void aClientThatComesBackAfterAnyEventMissesNothingAndGetsNothingTwice() throws Exception {
    String answer = "Ein Wort, 🌍🌍 und noch eins. ".repeat(4_000);
    JobId id = running();
    List<Events.Event> whole;
    try (Events events = Events.of(api, id)) {
      awaitWatched(id);
      for (int i = 0; i < 28_000; i += 7_000) {
        processor.publish(id, 1, i, answer.substring(i, i + 7_000));
        int sent = i + 7_000;
        await().atMost(PATIENCE).until(() -> events.content().length() == sent);
      }
      progress(id, 0.5);
      await().atMost(PATIENCE).until(() -> events.types().contains("progress"));
      // While it runs.
      for (Events.Event event : events.all()) {
        List<UUID> known = processor.watchers(id);
        try (Events again = Events.of(api, id, event.id())) {
          assertThat(awaitNewWatcher(id, known)).isNotNull();
          processor.publish(id, 1, 0, answer.substring(0, 28_000));
          String missing = answer.substring(lengthAt(events.all(), event), 28_000);
          await().atMost(PATIENCE).until(() -> text(again).equals(missing));
        }
      }
      complete(id, 1, answer);
      await().atMost(PATIENCE).until(events::isOver);
      whole = events.all();
    }
    assertThat(Events.content(whole)).isEqualTo(answer);
    // And after it.
    for (Events.Event event : whole.subList(0, whole.size() - 1)) {
      try (Events again = Events.of(api, id, event.id())) {
        await().atMost(PATIENCE).until(again::isOver);
        assertThat(answer.substring(0, lengthAt(whole, event)) + text(again)).isEqualTo(answer);
        assertThat(again.last()).isEqualTo(whole.getLast());
      }
    }
    try (Events none = Events.of(api, id, whole.getLast().id())) {
      assertThat(none.status()).isEqualTo(204);
    }
  }

  @Test
  void whoReadsNothingHoldsNobodyUpAndGetsAllInTheEnd() throws Exception {
    JobId id = running();
    String answer = "0123456789abcdef".repeat(400 * 1024);
    int piece = 256 * 1024;
    try (Events slow = Events.unread(api, id);
        Events fast = Events.of(api, id)) {
      await().atMost(PATIENCE).until(() -> processor.watchers(id).size() == 2);
      for (int i = 0; i < answer.length(); i += piece) {
        processor.publish(id, 1, i, answer.substring(i, i + piece));
        int sent = i + piece;
        await().atMost(PATIENCE).until(() -> Events.length(fast.all()) == sent);
      }
      complete(id, 1, answer);
      await().atMost(PATIENCE).until(fast::isOver);
      slow.start();
      await().atMost(PATIENCE).until(slow::isOver);
      assertThat(slow.content().equals(answer)).isTrue();
      assertThat(fast.content().equals(answer)).isTrue();
    }
  }

  @Test
  void anIdThatIsNoneOfOursBeginsAnew() throws Exception {
    JobId id = running();
    complete(id, 1, "answer");
    for (String last : List.of("x", "1.99999999999.completed", "1.2.done", "1.-1.pending")) {
      try (Events events = Events.of(api, id, last)) {
        await().atMost(PATIENCE).until(events::isOver);
        assertThat(events.content()).isEqualTo("answer");
      }
    }
    try (Events events = Events.of(api, id, "1.999.processing")) {
      await().atMost(PATIENCE).until(events::isOver);
      assertThat(events.types()).containsExactly("completed");
    }
  }

  @Test
  void aJobThatTheTenantDoesNotHaveIsUnknown() throws Exception {
    JobId id = running();
    for (HttpResponse<String> response :
        List.of(
            api.send(api.request("/v1/jobs/" + id + "/events", "stranger")),
            api.get("/v1/jobs/" + UUID.randomUUID() + "/events"),
            api.get("/v1/jobs/x/events"))) {
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("job_not_found");
    }
  }

  @Test
  @Timeout(20)
  void whoAsksForTheHeadOnlyIsAnsweredAtOnce() throws Exception {
    HttpResponse<String> head = api.send(api.request("/v1/jobs/" + running() + "/events").HEAD());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    HttpResponse<String> unknown =
        api.send(api.request("/v1/jobs/" + UUID.randomUUID() + "/events").HEAD());
    assertThat(unknown.statusCode()).isEqualTo(404);
  }

  @Test
  void aClientThatGoesLeavesNothingBehind() throws Exception {
    JobId id = running();
    try (Events events = Events.of(api, id)) {
      awaitWatched(id);
      assertThat(events.status()).isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> processor.watchers(id).isEmpty());
    await()
        .atMost(PATIENCE)
        .until(
            () -> api.bean(MeterRegistry.class).get("sluice.watch.watchers").gauge().value() == 0);
  }

  @Test
  void beyondItsPlacesASecondWatcherIsToldToComeBack() throws Exception {
    try (TestApi small = TestApi.start(Map.of("sluice.watch.max-watchers", "5"))) {
      JobId id = small.submit();
      try (Events events = Events.of(small, id)) {
        assertThat(events.status()).isEqualTo(200);
        HttpResponse<String> second = small.get("/v1/jobs/" + id + "/events");
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        assertThat(TestApi.json(second).path("code").asString()).isEqualTo("too_many_watchers");
      }
      await()
          .atMost(PATIENCE)
          .until(() -> {
            try (Events events = Events.of(small, id)) {
              return events.status() == 200;
            }
          });
    }
  }

  @Test
  void aShutdownAndTheLongestDurationEndAStream() throws Exception {
    Events events;
    try (TestApi other = TestApi.start(Map.of("sluice.watch.max-duration", "1s"))) {
      JobId id = other.submit();
      try (Events limited = Events.of(other, id)) {
        await().atMost(PATIENCE).until(limited::isOver);
        assertThat(limited.types()).containsExactly("status");
      }
    }
    try (TestApi other = TestApi.start(Map.of())) {
      events = Events.of(other, other.submit());
    }
    await().atMost(PATIENCE).until(events::isOver);
    // The server would cut it off after 20 s.
    assertThat(events.isEnded()).isTrue();
  }

  private static String standing(Events events) {
    return events.all().stream()
        .filter(event -> event.type().equals("status"))
        .map(Events.Event::data)
        .map(job -> job.path("status").asString() + " " + job.path("attempt").asInt())
        .reduce("", (_, last) -> last);
  }

  /** How much of the answer a client has at this event. */
  private static int lengthAt(List<Events.Event> events, Events.Event event) {
    return Events.content(events.subList(0, events.indexOf(event) + 1)).length();
  }

  private static String text(Events events) {
    List<String> texts = new ArrayList<>();
    for (Events.Event event : events.all()) {
      JsonNode text = event.data().path("text");
      if (event.type().equals("content")) {
        texts.add(text.asString());
      }
    }
    return String.join("", texts);
  }

  private UUID awaitWatched(JobId id) {
    return awaitNewWatcher(id, List.of());
  }

  private UUID awaitNewWatcher(JobId id, List<UUID> known) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                processor.watchers(id).stream()
                    .filter(watcher -> !known.contains(watcher))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private JobId running() throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    rows.start(id);
    return id;
  }

  private void start(JobId id, int attempt) {
    api.sql()
        .update(
            """
            UPDATE job SET status = 'processing', attempt = ?, worker_id = id, deadline_at = now()
            WHERE id = ?
            """,
            attempt,
            id.value());
  }

  private void progress(JobId id, double progress) {
    api.sql().update("UPDATE job SET progress = ? WHERE id = ?", progress, id.value());
  }

  private void complete(JobId id, int attempt, String content) {
    api.sql()
        .update(
            """
            UPDATE job SET status = 'completed', attempt = ?, progress = 1, completed_at = now(),
                           worker_id = NULL, deadline_at = NULL,
                           result = json_build_object('content', ?::text)
            WHERE id = ?
            """,
            attempt,
            content,
            id.value());
  }
}
