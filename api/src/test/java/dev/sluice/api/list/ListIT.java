package dev.sluice.api.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ListIT {

  private static final Instant BASE = Instant.parse("2026-11-22T10:00:00Z");

  private final TestApi api = TestApi.shared();
  private final String tenant = "list-" + UUID.randomUUID();

  ListIT() throws Exception {}

  @Test
  void aTenantSeesItsJobsNewestFirst() throws Exception {
    JobId older = store(tenant, BASE, "completed", "gpt-4o", "{}");
    JobId newer = store(tenant, BASE.plusSeconds(1), "pending", "gpt-4o", "{\"a\":\"b\"}");
    store("someone-else", BASE, "pending", "gpt-4o", "{}");
    JsonNode page = list("");
    assertThat(ids(page)).containsExactly(newer, older);
    assertThat(page.propertyNames())
        .containsExactly("items", "total", "page", "page_size", "has_more", "next_cursor");
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.path("page").asInt()).isEqualTo(1);
    assertThat(page.path("page_size").asInt()).isEqualTo(20);
    assertThat(page.path("has_more").asBoolean()).isFalse();
    assertThat(page.path("next_cursor").isNull()).isTrue();
    String alone = api.send(api.request("/v1/jobs/" + older, tenant)).body();
    assertThat(page.path("items").get(1).toString()).isEqualTo(alone);
  }

  @Test
  void aTenantWithoutJobsHasAnEmptyPage() throws Exception {
    JsonNode page = list("");
    assertThat(page.path("items").isEmpty()).isTrue();
    assertThat(page.path("total").asInt()).isZero();
    assertThat(page.path("has_more").asBoolean()).isFalse();
  }

  @Test
  void aJobCancelledBeforeItWasStoredIsLeftOut() throws Exception {
    api.sql()
        .update(
            """
            INSERT INTO job (id, tenant, status, max_attempts, priority, created_at, run_at,
                             timeout_seconds, completed_at, stub)
            VALUES (?, ?, 'cancelled', 1, 'normal', now(), now(), 1, now(), true)
            """,
            UUID.randomUUID(),
            tenant);
    assertThat(list("").path("total").asInt()).isZero();
    assertThat(list("?status=cancelled").path("items").isEmpty()).isTrue();
  }

  @Test
  void filtersAreAllMet() throws Exception {
    JobId first = store(tenant, BASE, "completed", "gpt-4o", "{\"env\":\"prod\",\"order\":\"1\"}");
    JobId second = store(tenant, BASE.plusSeconds(1), "failed", "claude", "{\"env\":\"prod\"}");
    JobId third = store(tenant, BASE.plusSeconds(2), "pending", "gpt-4o", "{\"a b.c\":\"d+e\"}");
    assertThat(ids(list("?status=failed"))).containsExactly(second);
    assertThat(ids(list("?model=gpt-4o"))).containsExactly(third, first);
    assertThat(ids(list("?metadata.env=prod"))).containsExactly(second, first);
    assertThat(ids(list("?metadata.env=prod&metadata.order=1"))).containsExactly(first);
    assertThat(ids(list("?metadata.env=prod&model=claude"))).containsExactly(second);
    assertThat(ids(list("?metadata.env=pro"))).isEmpty();
    assertThat(ids(list("?metadata.a%20b.c=d%2Be"))).containsExactly(third);
    assertThat(ids(list("?created_after=2026-11-22T10:00:00Z"))).containsExactly(third, second);
    assertThat(ids(list("?created_before=2026-11-22T10:00:01Z"))).containsExactly(first);
    assertThat(ids(list("?created_before=2026-11-22T10:00:01.000000001Z")))
        .containsExactly(second, first);
    assertThat(
            ids(list("?created_after=2026-11-22T10:00:00.5Z&created_before=2026-11-22T10:00:02Z")))
        .containsExactly(second);
    assertThat(ids(list("?unknown=1&page=7"))).hasSize(3);
  }

  /** In a query a plus sign is a space; an offset's plus sign is often sent as it is. */
  @Test
  void anOffsetIsReadWithItsPlusSignEncodedOrNot() throws Exception {
    JobId job = store(tenant, BASE, "pending", "gpt-4o", "{}");
    for (String time : List.of("11:59:59+02:00", "11:59:59%2B02:00", "07:59:59-02:00")) {
      assertThat(ids(list("?created_after=2026-11-22T" + time))).containsExactly(job);
    }
    assertThat(ids(list("?created_after=2026-11-22T11:00:00+01:00"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "status=done,status",
    "status=%20completed,status",
    "status=,status",
    "status=failed&status=failed,status",
    "model=,model",
    "model=%00,model",
    "model=a%20b,model",
    "created_after=yesterday,created_after",
    "created_after=2026-11-22,created_after",
    "created_after=2026-11-22T10:00:00,created_after",
    "created_after=2026-11-22T10:00Z,created_after",
    "created_before=2026-11-22T10:00:00%2B05:30:15,created_before",
    "created_before=2026-13-22T10:00:00Z,created_before",
    "created_before=%2B999999999-01-01T00:00:00Z,created_before",
    "limit=0,limit",
    "limit=101,limit",
    "limit=ten,limit",
    "limit=99999999999999999999,limit",
    "limit=,limit",
    "cursor=,cursor",
    "cursor=x,cursor",
    "metadata.=x,metadata.",
    "metadata.a=1&metadata.a=2,metadata.a",
    "metadata.a=%00,metadata.a",
  })
  void aParameterOutsideOfItsBoundsIsNamed(String query, String param) throws Exception {
    HttpResponse<String> response = get("?" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo(param);
    assertThat(TestApi.json(response).path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  void aParameterNameThatNoTextHasIsRefused() throws Exception {
    assertThat(get("?metadata.%00=a").statusCode()).isEqualTo(400);
  }

  @Test
  void theOddestTimestampsAreNoFailure() throws Exception {
    assertThat(get("?created_after=0000-01-01T00:00:00Z").statusCode()).isEqualTo(200);
    assertThat(get("?created_before=9999-12-31T23:59:59-18:00").statusCode()).isEqualTo(200);
  }

  @Test
  void pagesHoldEveryJobOnceWhileJobsAreAdded() throws Exception {
    List<JobId> before = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      // Three jobs share every instant: the id decides among them.
      before.add(store(tenant, BASE.plusMillis(i / 3), "pending", "gpt-4o", "{}"));
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger added = new AtomicInteger();
    List<JobId> seen = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // So many at most, as whoever adds faster than is read would never let it end.
      Future<?> adding =
          executor.submit(() -> {
            while (!done.get() && added.get() < 2000) {
              // Newer than, older than and amid what is being read.
              store(tenant, BASE.plusMillis(added.get() % 60 - 10), "pending", "gpt-4o", "{}");
              added.incrementAndGet();
            }
          });
      try {
        await().until(() -> added.get() > 0);
        String cursor = "";
        int page = 1;
        boolean more = true;
        while (more) {
          JsonNode answer = list("?limit=7" + cursor);
          assertThat(answer.path("page").asInt()).isEqualTo(page++);
          assertThat(answer.path("page_size").asInt()).isEqualTo(7);
          seen.addAll(ids(answer));
          assertThat(answer.path("has_more").asBoolean())
              .isEqualTo(!answer.path("next_cursor").isNull());
          more = answer.path("has_more").asBoolean();
          cursor = next(answer);
        }
      } finally {
        done.set(true);
      }
      adding.get();
    }
    assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    assertThat(seen.stream().filter(new HashSet<>(before)::contains).toList())
        .isEqualTo(inOrder(before));
  }

  @Test
  void aCursorServesItsTenantAndFiltersOnly() throws Exception {
    for (int i = 0; i < 3; i++) {
      store(tenant, BASE.plusSeconds(i), "pending", "gpt-4o", "{}");
    }
    String cursor = list("?limit=1&status=pending").path("next_cursor").asString();
    String query = "?status=pending&cursor=" + cursor;
    assertThat(ids(list(query))).hasSize(2);
    assertThat(ids(list(query + "&limit=1"))).hasSize(1);
    assertRefused(get("?cursor=" + cursor));
    assertRefused(get("?status=failed&cursor=" + cursor));
    assertRefused(get(query + "&model=gpt-4o"));
    assertRefused(get(query + "&metadata.a=b"));
    assertRefused(api.send(api.request("/v1/jobs" + query, "another-tenant")));
  }

  @Test
  void aCursorWithAnyCharacterChangedIsRefused() throws Exception {
    store(tenant, BASE, "pending", "gpt-4o", "{}");
    store(tenant, BASE, "pending", "gpt-4o", "{}");
    String cursor = list("?limit=1").path("next_cursor").asString();
    for (int i = 0; i < cursor.length(); i++) {
      for (char other : new char[] {cursor.charAt(i) == 'A' ? 'B' : 'A', '*', '=', '%'}) {
        String tampered = cursor.substring(0, i) + other + cursor.substring(i + 1);
        assertRefused(get("?cursor=" + URLEncoder.encode(tampered, StandardCharsets.UTF_8)));
      }
    }
    assertRefused(get("?cursor=" + cursor + "A"));
    assertRefused(get("?cursor=" + cursor.substring(1)));
  }

  @Test
  void aPageOfLargeResultsEndsEarlyAndIsContinued() throws Exception {
    String large = "{\"content\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}";
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JobId id = store(tenant, BASE.plusSeconds(i), "completed", "gpt-4o", "{}");
      api.sql().update("UPDATE job SET result = ?::json WHERE id = ?", large, id.value());
      jobs.addFirst(id);
    }
    JsonNode first = list("");
    assertThat(ids(first)).isEqualTo(jobs.subList(0, 3));
    assertThat(first.path("has_more").asBoolean()).isTrue();
    JsonNode second = list("?limit=20" + next(first));
    assertThat(ids(second)).isEqualTo(jobs.subList(3, 5));
    assertThat(second.path("has_more").asBoolean()).isFalse();
  }

  @Test
  void theTotalIsExactUpToItsCap() throws Exception {
    api.sql()
        .update(
            """
            INSERT INTO job (id, tenant, status, max_attempts, priority, request, created_at,
                             run_at, timeout_seconds)
            SELECT uuidv7(), ?, 'pending', 3, 'normal', '{}', now(), now() + interval '1 day', 600
            FROM generate_series(1, 10001)
            """,
            tenant);
    assertThat(list("?limit=1").path("total").asInt()).isEqualTo(10_000);
    api.sql()
        .update(
            "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE tenant = ? LIMIT 2)", tenant);
    assertThat(list("?limit=1").path("total").asInt()).isEqualTo(9_999);
  }

  private JobId store(
      String owner, Instant createdAt, String status, String model, String metadata) {
    JobId id = new JobId(UUID.randomUUID());
    boolean completed = status.equals("completed");
    boolean ended = completed || status.equals("failed");
    api.sql()
        .update(
            """
            INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, metadata,
                             created_at, run_at, timeout_seconds, completed_at, progress, result)
            VALUES (?, ?, ?, 3, 'normal', ?, '{"messages":[{"role":"user","content":"x"}]}', ?::jsonb, ?::timestamptz, now(), 600,
                    ?::timestamptz, ?, ?::json)
            """,
            id.value(),
            owner,
            status,
            model,
            metadata,
            createdAt.toString(),
            ended ? createdAt.toString() : null,
            completed ? 1 : 0,
            completed ? "{\"content\":\"hi\"}" : null);
    return id;
  }

  /** As the database orders them. */
  private List<JobId> inOrder(List<JobId> jobs) {
    return api
        .sql()
        .queryForList(
            "SELECT id FROM job WHERE tenant = ? ORDER BY created_at DESC, id DESC",
            UUID.class,
            tenant)
        .stream()
        .map(JobId::new)
        .filter(new HashSet<>(jobs)::contains)
        .toList();
  }

  private HttpResponse<String> get(String query) throws Exception {
    return api.send(api.request("/v1/jobs" + query, tenant));
  }

  private JsonNode list(String query) throws Exception {
    HttpResponse<String> response = get(query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestApi.json(response);
  }

  private static String next(JsonNode page) {
    return "&cursor=" + page.path("next_cursor").asString("");
  }

  private static List<JobId> ids(JsonNode page) {
    return IntStream.range(0, page.path("items").size())
        .mapToObj(i -> page.path("items").get(i).path("job_id").asString())
        .map(id -> JobId.parse(id).orElseThrow())
        .toList();
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo("cursor");
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("invalid_cursor");
  }
}
