package dev.sluice.api.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sluice.api.DeliveryRows;
import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.api.chat.ChatApi;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import dev.sluice.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every status that is described is answered, in the form that is described for it. */
class DescribedAnswersIT {

  /** Slow bodies and outages have tests of their own. */
  private static final Set<Integer> ELSEWHERE = Set.of(408, 503);

  /** What no request can bring about now, a stored job being smaller than a record. */
  private static final String NEVER = "POST /v1/jobs/{id}/retry [413]";

  private static final String JOB = "{\"prompt\":\"hello\"}";
  private static final String UNKNOWN = "00000000-0000-7000-8000-000000000000";
  private static final String RESULT =
      """
      {"content":"hi","finish_reason":"stop","model":"gpt-4o",
       "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
      """;
  private static final String[] ALL = {"jobs:read", "jobs:write", "chat", "admin"};
  private static final int POLLS = 2;
  private static final int MAX_WEBHOOKS = 3;

  private final ChatApi chats =
      new ChatApi(
          Map.of(
              "sluice.chat.timeout",
              "4s",
              "sluice.limits.polls-per-minute",
              String.valueOf(POLLS),
              "sluice.limits.max-wait",
              "1s",
              "sluice.webhooks.max-endpoints",
              String.valueOf(MAX_WEBHOOKS)));
  private final TestApi api = chats.api;
  private final RawClient client = new RawClient(api);
  private final JobRows rows = new JobRows(api);
  private final DeliveryRows hooks = new DeliveryRows(api);
  private final Contract contract = Contract.of(api);
  private final Map<String, Set<Integer>> seen = new TreeMap<>();
  private final Set<String> faults = new TreeSet<>();

  DescribedAnswersIT() throws Exception {}

  /** What is described under one method and path. */
  private record Operation(
      String method, String path, Set<Integer> statuses, String takes, boolean open) {
    String name() {
      return method + " " + path;
    }
  }

  /** A tenant of its own, with a job. */
  private record Owned(String key, JobId job) {}

  @AfterEach
  void close() {
    chats.close();
  }

  @Test
  void everyDescribedStatusIsAnsweredAsDescribed() throws Exception {
    for (Operation operation : operations()) {
      refusals(operation);
    }
    submissions();
    jobsThatHaveEnded();
    retries();
    deliveries();
    replays();
    keys();
    webhooks();
    for (String path : List.of("/v1/chat", "/v1/chat/stream", "/v2/chat")) {
      chat(path);
    }
    for (String path : List.of("/health", "/live", "/ready", "/v1/models", "/status")) {
      send(get(path, key("jobs:read")));
    }

    List<String> never = new ArrayList<>();
    for (Operation operation : operations()) {
      Set<Integer> missing = new TreeSet<>(operation.statuses());
      missing.removeAll(ELSEWHERE);
      missing.removeAll(seen.getOrDefault(operation.name(), Set.of()));
      if (!missing.isEmpty()) {
        never.add(operation.name() + " " + missing);
      }
    }
    assertThat(never).containsExactly(NEVER);
    assertThat(faults).isEmpty();
  }

  /** What every operation refuses alike. */
  private void refusals(Operation operation) throws Exception {
    RawRequest plain =
        RawRequest.of(operation.method(), operation.path().replaceAll("\\{[^}]*}", UNKNOWN));
    boolean takes = !operation.takes().isEmpty();
    RawRequest request =
        takes ? plain.with("Content-Type: " + operation.takes()).body("{}".getBytes(UTF_8)) : plain;
    send(request.with("Host: b"));
    if (operation.open()) {
      return;
    }
    send(request.without("X-API-Key"));
    send(as(request, key(operation.path().startsWith("/v1/admin") ? "chat" : "admin")));
    send(as(request, key(ALL)));
    send(as(request.with("Accept: text/html"), key(ALL)));
    if (takes) {
      send(as(plain.with("Content-Type: text/plain").body("{}".getBytes(UTF_8)), key(ALL)));
      send(
          as(
              plain.with("Content-Type: " + operation.takes()).with("Content-Length: 100000000"),
              key(ALL)));
    }
    String limited = limitedKey();
    for (int i = 0; i <= POLLS; i++) {
      send(as(request, limited));
    }
  }

  private void submissions() throws Exception {
    String key = key(ALL);
    send(post("/v1/jobs", JOB, key));
    send(post("/v1/jobs", JOB, key).with("Idempotency-Key: a"));
    send(post("/v1/jobs", JOB, key).with("Idempotency-Key: a"));
    send(post("/v1/jobs", "{\"prompt\":\"other\"}", key).with("Idempotency-Key: a"));
    send(
        as(RawRequest.of("POST", "/v1/jobs/batch"), key)
            .with("Content-Type: application/x-ndjson")
            .body((JOB + "\n{}\n").getBytes(UTF_8)));
    send(get("/v1/jobs", key));
  }

  private void jobsThatHaveEnded() throws Exception {
    Owned looked = completed();
    RawRequest look = get("/v1/jobs/" + looked.job(), looked.key());
    send(look.with("If-None-Match: " + send(look).header("ETag")));
    Owned watched = completed();
    RawRequest watch = get("/v1/jobs/" + watched.job() + "/events", watched.key());
    String last =
        send(watch).text().lines().filter(line -> line.startsWith("id: ")).toList().getLast();
    send(watch.with("Last-Event-ID: " + last.substring("id: ".length())));
    Owned delivered = completed();
    send(get("/v1/jobs/" + delivered.job() + "/deliveries", delivered.key()));
    send(as(RawRequest.of("DELETE", "/v1/jobs/" + delivered.job()), delivered.key()));
    send(as(RawRequest.of("DELETE", "/v2/jobs/" + delivered.job()), delivered.key()));
    send(as(RawRequest.of("POST", "/v1/jobs/" + delivered.job() + "/retry"), delivered.key()));
  }

  private void retries() throws Exception {
    String tenant = "described-" + UUID.randomUUID();
    String key = api.createKey(tenant, List.of("jobs:read", "jobs:write"));
    JobId running = stored(tenant);
    rows.start(running);
    send(as(RawRequest.of("DELETE", "/v2/jobs/" + running), key));
    for (JobId job : List.of(stored(tenant), stored(tenant))) {
      send(as(RawRequest.of("DELETE", "/v1/jobs/" + job), key));
      RawRequest retry =
          as(RawRequest.of("POST", "/v1/jobs/" + job + "/retry"), key)
              .with("Idempotency-Key: again");
      send(retry);
      send(retry);
    }
  }

  private void deliveries() throws Exception {
    String tenant = "described-" + UUID.randomUUID();
    String key = api.createKey(tenant, List.of("jobs:read", "jobs:write"));
    UUID endpoint = hooks.endpoint(tenant);
    UUID delivery = hooks.store(endpoint, "failed", Instant.EPOCH);
    hooks.attempt(delivery, 1, 500, "oops".getBytes(UTF_8));
    send(get("/v1/webhooks/" + endpoint + "/deliveries", key));
    send(get("/v1/deliveries/" + delivery, key));
    send(as(RawRequest.of("POST", "/v1/deliveries/" + delivery + "/retry"), key));
    send(as(RawRequest.of("POST", "/v1/deliveries/" + delivery + "/retry"), key));
    hooks.delete(endpoint);
    UUID discarded = hooks.store(endpoint, "discarded", Instant.EPOCH);
    send(as(RawRequest.of("POST", "/v1/deliveries/" + discarded + "/retry"), key));
  }

  private void replays() throws Exception {
    String tenant = "described-" + UUID.randomUUID();
    String key = api.createKey(tenant, List.of("jobs:read", "jobs:write"));
    String replays = "/v1/webhooks/" + hooks.endpoint(tenant) + "/replays";
    String range = "{\"since\":\"2026-01-01T00:00:00Z\"}";
    send(post("/v1/webhooks/" + UNKNOWN + "/replay", range, key));
    String id = "";
    // One more than may run.
    for (int i = 0; i < 6; i++) {
      RawResponse answer = send(post(replays.replaceAll("s$", ""), range, key));
      id = answer.status() == 202 ? answer.json().path("replay_id").asString() : id;
    }
    send(get(replays, key));
    send(get(replays + "/" + id, key));
    send(as(RawRequest.of("DELETE", replays + "/" + id), key));
    send(as(RawRequest.of("DELETE", replays + "/" + UNKNOWN), key));
  }

  private void keys() throws Exception {
    String made = "{\"tenant\":\"described\",\"name\":\"n\",\"scopes\":[\"chat\"]}";
    String id = send(post("/v1/admin/keys", made, key(ALL))).json().path("id").asString();
    send(get("/v1/admin/keys", key(ALL)));
    send(as(RawRequest.of("DELETE", "/v1/admin/keys/" + id), key(ALL)));
  }

  private void webhooks() throws Exception {
    // Polls are limited: each of them is another tenant's.
    Webhook made = webhook("");
    send(get("/v1/webhooks", made.key()));
    Webhook looked = webhook("");
    send(get(looked.path(), looked.key()));
    Webhook plain = webhook("");
    send(get(plain.path() + "/public-key", plain.key()));
    Webhook signing = webhook(",\"asymmetric_signature\":true");
    send(get(signing.path() + "/public-key", signing.key()));
    send(as(RawRequest.of("POST", made.path() + "/test"), made.key()));
    RawRequest change =
        RawRequest.of("PATCH", made.path())
            .with("Content-Type: application/json")
            .body("{\"enabled\":false}".getBytes(UTF_8));
    send(as(change, made.key()));
    send(as(RawRequest.of("POST", made.path() + "/test"), made.key()));
    for (int i = 0; i <= 5; i++) {
      send(post(made.path() + "/rotate-secret", "{}", made.key()));
    }
    send(as(RawRequest.of("DELETE", made.path()), made.key()));
    for (int i = 0; i <= MAX_WEBHOOKS; i++) {
      send(post("/v1/webhooks", "{\"url\":\"https://example.com/\"}", looked.key()));
    }
  }

  /** A tenant of its own, with a webhook. */
  private record Webhook(String key, String path) {}

  private Webhook webhook(String more) throws Exception {
    String key = key("jobs:read", "jobs:write");
    String body = "{\"url\":\"https://example.com/\"%s}".formatted(more);
    return new Webhook(
        key, "/v1/webhooks/" + send(post("/v1/webhooks", body, key)).json().path("id").asString());
  }

  private void chat(String path) throws Exception {
    for (String script : List.of("ok", "500", "hang")) {
      String body =
          "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"[[sim: %s]]\"}]}"
              .formatted(script);
      send(post(path, body, key("chat")));
    }
  }

  private Owned completed() throws Exception {
    String tenant = "described-" + UUID.randomUUID();
    JobId id = stored(tenant);
    rows.start(id);
    rows.complete(id);
    api.sql().update("UPDATE job SET result = ?::json WHERE id = ?", RESULT, id.value());
    return new Owned(api.createKey(tenant, List.of("jobs:read", "jobs:write")), id);
  }

  private JobId stored(String tenant) {
    JobId id = new JobId(UUID.randomUUID());
    rows.store(id, tenant, "ZGlnZXN0");
    return id;
  }

  /** A key of a new tenant. */
  private String key(String... scopes) throws Exception {
    return api.createKey("described-" + UUID.randomUUID(), List.of(scopes));
  }

  /** A key of a new tenant that is good for one request that writes. */
  private String limitedKey() throws Exception {
    String body =
        """
        {"tenant": "described-%s", "name": "n", "scopes": ["jobs:read", "jobs:write", "chat", "admin"],
         "limits": {"requests_per_minute": 1}}
        """
            .formatted(UUID.randomUUID());
    return TestApi.json(api.post("/v1/admin/keys", body)).path("key").asString();
  }

  private static RawRequest get(String target, String key) {
    return as(RawRequest.get(target), key);
  }

  private static RawRequest post(String target, String json, String key) {
    return as(RawRequest.post(target, json), key);
  }

  private static RawRequest as(RawRequest request, String key) {
    return request.without("X-API-Key").with("X-API-Key: " + key);
  }

  @CanIgnoreReturnValue
  private RawResponse send(RawRequest request) throws Exception {
    RawResponse response = client.send(request);
    contract
        .faults(request, response)
        .forEach(fault -> faults.add(request.line() + " " + response.status() + ": " + fault));
    String[] line = request.line().split(" ", -1);
    operations().stream()
        .filter(operation ->
            operation.method().equals(line[0])
                && line[1].matches(operation.path().replaceAll("\\{[^}]*}", "[^/]+")))
        // Of /v1/jobs/batch and /v1/jobs/{id} the former.
        .min((a, b) -> Boolean.compare(a.path().contains("{"), b.path().contains("{")))
        .ifPresent(operation ->
            seen.computeIfAbsent(operation.name(), _ -> new TreeSet<>()).add(response.status()));
    return response;
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    contract
        .document()
        .path("paths")
        .forEachEntry((path, methods) ->
            methods.forEachEntry((method, operation) -> {
              if (!method.equals("parameters")) {
                operations.add(operation(method.toUpperCase(Locale.ROOT), path, operation));
              }
            }));
    return operations;
  }

  private Operation operation(String method, String path, JsonNode described) {
    Set<Integer> statuses = new TreeSet<>();
    described.path("responses").propertyNames().forEach(it -> statuses.add(Integer.valueOf(it)));
    String takes =
        described.path("requestBody").path("content").propertyNames().stream()
            .findFirst()
            .orElse("");
    return new Operation(method, path, statuses, takes, !statuses.contains(401));
  }
}
