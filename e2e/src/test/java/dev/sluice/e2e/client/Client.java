package dev.sluice.e2e.client;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One tenant's client. Safe for all threads. */
public final class Client {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(70);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int AT_ONCE = 32;
  private static final int CREATED = 201;
  private static final int PLENTY = 1_000_000_000;

  private final URI api;
  private final String key;

  private Client(URI api, String key) {
    this.api = api;
    this.key = key;
  }

  /** Whoever holds the key. */
  public static Client withKey(URI api, String key) {
    return new Client(api, key);
  }

  /** Whoever has no key. */
  public static Client anonymous(URI api) {
    return new Client(api, "");
  }

  public URI api() {
    return api;
  }

  public String key() {
    return key;
  }

  /** The same caller at another api. */
  public Client at(URI otherApi) {
    return new Client(otherApi, key);
  }

  /** A client of a tenant of its own, whom no rate limit holds up; made by an administrator. */
  public Client newTenant(String name) {
    return newTenant(name, PLENTY);
  }

  /** Likewise, with a limit of requests a minute. */
  public Client newTenant(String name, int requestsPerMinute) {
    ObjectNode request = MAPPER.createObjectNode();
    request.put("tenant", name).put("name", name);
    request.putArray("scopes").add("jobs:read").add("jobs:write").add("chat");
    request
        .putObject("limits")
        .put("requests_per_minute", requestsPerMinute)
        .put("requests_per_hour", PLENTY)
        .put("tokens_per_minute", PLENTY);
    Answer answer = send(post("/v1/admin/keys", request));
    if (answer.status() != CREATED) {
      throw new IllegalStateException("No API key: " + answer);
    }
    return new Client(api, answer.body().path("key").asString());
  }

  public Answer submit(JobSpec job) {
    return send(post("/v1/jobs", job.document()));
  }

  public Answer submit(JobSpec job, String idempotencyKey) {
    return send(post("/v1/jobs", job.document()).header("Idempotency-Key", idempotencyKey));
  }

  /** Submits jobs 0 to count-1, up to 32 at a time, and returns the answers in that order. */
  public List<Answer> submitAll(int count, IntFunction<JobSpec> job) {
    return inParallel(count, i -> submit(job.apply(i)));
  }

  /** Makes requests 0 to count-1, up to 32 at a time, and returns the answers in that order. */
  public static List<Answer> inParallel(int count, IntFunction<Answer> request) {
    Semaphore permits = new Semaphore(AT_ONCE);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        answers.add(
            executor.submit(() -> {
              permits.acquire();
              try {
                return request.apply(index);
              } finally {
                permits.release();
              }
            }));
      }
      return answers.stream().map(Client::result).toList();
    }
  }

  private static Answer result(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A submission failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public Answer job(String jobId) {
    return send(request("/v1/jobs/" + jobId));
  }

  /** The jobs as they stand once each has ended, or a minute is over. */
  public List<Answer> ended(List<String> jobIds) {
    return inParallel(jobIds.size(), i -> send(request("/v1/jobs/" + jobIds.get(i) + "?wait=60")));
  }

  /** The deliveries of the job's webhooks. */
  public JsonNode deliveries(String jobId) {
    return send(request("/v1/jobs/" + jobId + "/deliveries")).body();
  }

  public Answer cancel(String jobId) {
    return send(request("/v1/jobs/" + jobId).DELETE());
  }

  /** The job once it has this status. */
  public JsonNode awaitStatus(String jobId, String status, Duration within) {
    return await("job " + jobId + " is " + status)
        .atMost(within)
        // Of many jobs in a row most have ended by the time they are looked at.
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> job(jobId), answer -> answer.jobStatus().equals(status))
        .body();
  }

  /** The whole answer to a {@code GET}, a stream's once it has ended. */
  public TextAnswer get(String path) {
    return sendForText(request(path));
  }

  /** The whole answer to a {@code DELETE}. */
  public TextAnswer delete(String path) {
    return sendForText(request(path).DELETE());
  }

  /** The whole answer to a JSON document, a stream's once it has ended. */
  public TextAnswer post(String path, String document) {
    return post(path, "application/json", document);
  }

  public TextAnswer post(String path, String contentType, String body) {
    return sendForText(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  /** Begins a batch of 10 000 jobs, each with this prompt and its number. */
  public BatchUpload uploadBatch(String prompt) {
    return new BatchUpload(api, key, prompt);
  }

  /** An answer that is read while it comes. */
  public OpenStream open(String path, String document) {
    return OpenStream.of(
        HTTP,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(document))
            .build());
  }

  /** An answer to a {@code GET} that is read while it comes. */
  public OpenStream open(String path) {
    return OpenStream.of(HTTP, request(path).build());
  }

  private static TextAnswer sendForText(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new TextAnswer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private HttpRequest.Builder post(String path, ObjectNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path)).timeout(ANSWER_BOUND);
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(), response.headers(), MAPPER.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
