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

/** An API client with one key. Thread-safe. */
public final class Client {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(70);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MAX_PARALLEL = 32;
  private static final int CREATED = 201;
  private static final int UNLIMITED = 1_000_000_000;

  private final URI api;
  private final String key;

  private Client(URI api, String key) {
    this.api = api;
    this.key = key;
  }

  public static Client withKey(URI api, String key) {
    return new Client(api, key);
  }

  /** A client without a key. */
  public static Client anonymous(URI api) {
    return new Client(api, "");
  }

  public URI api() {
    return api;
  }

  public String key() {
    return key;
  }

  /** The same client for another api process. */
  public Client at(URI otherApi) {
    return new Client(otherApi, key);
  }

  /**
   * Creates a key for a new tenant without effective rate limits. Requires an administrator's key.
   */
  public Client newTenant(String name) {
    return newTenant(name, UNLIMITED);
  }

  /** Creates a key for a new tenant with a request limit. Requires an administrator's key. */
  public Client newTenant(String name, int requestsPerMinute) {
    ObjectNode request = MAPPER.createObjectNode();
    request.put("tenant", name).put("name", name);
    request.putArray("scopes").add("jobs:read").add("jobs:write").add("chat");
    request
        .putObject("limits")
        .put("requests_per_minute", requestsPerMinute)
        .put("requests_per_hour", UNLIMITED)
        .put("tokens_per_minute", UNLIMITED);
    JsonResponse response = send(post("/v1/admin/keys", request));
    if (response.status() != CREATED) {
      throw new IllegalStateException("The API key was not created: " + response);
    }
    return new Client(api, response.body().path("key").asString());
  }

  public JsonResponse submit(JobSpec job) {
    return send(post("/v1/jobs", job.document()));
  }

  public JsonResponse submit(JobSpec job, String idempotencyKey) {
    return send(post("/v1/jobs", job.document()).header("Idempotency-Key", idempotencyKey));
  }

  /** Submits jobs 0 to count-1, up to 32 in parallel, and returns the responses in that order. */
  public List<JsonResponse> submitAll(int count, IntFunction<JobSpec> job) {
    return inParallel(count, i -> submit(job.apply(i)));
  }

  /** Sends requests 0 to count-1, up to 32 in parallel, and returns the responses in that order. */
  public static List<JsonResponse> inParallel(int count, IntFunction<JsonResponse> request) {
    Semaphore permits = new Semaphore(MAX_PARALLEL);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonResponse>> responses = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        responses.add(
            executor.submit(() -> {
              permits.acquire();
              try {
                return request.apply(index);
              } finally {
                permits.release();
              }
            }));
      }
      return responses.stream().map(Client::result).toList();
    }
  }

  private static JsonResponse result(Future<JsonResponse> response) {
    try {
      return response.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public JsonResponse job(String jobId) {
    return send(request("/v1/jobs/" + jobId));
  }

  /** Waits up to a minute for each job to end and returns the jobs. */
  public List<JsonResponse> awaitEnded(List<String> jobIds) {
    return inParallel(jobIds.size(), i -> send(request("/v1/jobs/" + jobIds.get(i) + "?wait=60")));
  }

  /** The deliveries of the job's webhooks. */
  public JsonNode deliveries(String jobId) {
    return send(request("/v1/jobs/" + jobId + "/deliveries")).body();
  }

  public JsonResponse cancel(String jobId) {
    return send(request("/v1/jobs/" + jobId).DELETE());
  }

  /** Waits until the job has this status and returns it. */
  public JsonNode awaitStatus(String jobId, String status, Duration timeout) {
    return await("job " + jobId + " is " + status)
        .atMost(timeout)
        // Tests await many jobs in turn; most have ended by the first poll.
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> job(jobId), response -> response.jobStatus().equals(status))
        .body();
  }

  /** Sends a {@code GET} and reads the response to its end. */
  public TextResponse get(String path) {
    return sendForText(request(path));
  }

  /** Sends a {@code DELETE}. */
  public TextResponse delete(String path) {
    return sendForText(request(path).DELETE());
  }

  /** Sends a {@code POST} of JSON and reads the response to its end. */
  public TextResponse post(String path, String document) {
    return post(path, "application/json", document);
  }

  public TextResponse post(String path, String contentType, String body) {
    return sendForText(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  /** Starts uploading a batch of 10 000 jobs, each with this prompt and its index. */
  public BatchUpload uploadBatch(String prompt) {
    return new BatchUpload(api, key, prompt);
  }

  /** Sends a {@code POST} of JSON whose response is read as it arrives. */
  public OpenStream open(String path, String document) {
    return OpenStream.of(
        HTTP,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(document))
            .build());
  }

  /** Sends a {@code GET} whose response is read as it arrives. */
  public OpenStream open(String path) {
    return OpenStream.of(HTTP, request(path).build());
  }

  private static TextResponse sendForText(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new TextResponse(response.statusCode(), response.headers(), response.body());
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
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path)).timeout(RESPONSE_TIMEOUT);
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private static JsonResponse send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new JsonResponse(
          response.statusCode(), response.headers(), MAPPER.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
