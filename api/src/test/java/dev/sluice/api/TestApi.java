package dev.sluice.api;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.receipt.ReceiptProperties;
import dev.sluice.receipt.Receipts;
import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.flywaydb.core.Flyway;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * An api as a caller sees it, on a port, topics and (unless told otherwise) a database of its own.
 */
public final class TestApi implements AutoCloseable {

  public static final String ADMIN_KEY = "test-admin-key-0123456789";

  /** The tenant that {@link #ADMIN_KEY} stands for. */
  public static final TenantId ADMIN = new TenantId("admin");

  private static final String RECEIPT_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final FutureTask<TestApi> SHARED = new FutureTask<>(() -> start(Map.of()));

  private final ConfigurableApplicationContext context;
  private final URI base;
  private final String topicPrefix;
  private final JdbcTemplate jdbc;
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestApi(
      ConfigurableApplicationContext context, String topicPrefix, TestDatabase database) {
    this.context = context;
    this.topicPrefix = topicPrefix;
    this.jdbc = new JdbcTemplate(database.pool());
    this.base = URI.create("http://127.0.0.1:" + port());
  }

  /** The one that tests share which neither stop anything nor need settings of their own. */
  public static TestApi shared() throws Exception {
    SHARED.run();
    return SHARED.get();
  }

  public static TestApi start(Map<String, String> settings) {
    return start(settings, freshDatabase());
  }

  public static TestApi start(Map<String, String> settings, TestDatabase database) {
    Infra infra = Infra.shared();
    String prefix = infra.freshTopicPrefix();
    Map<String, Object> properties = new HashMap<>(infra.springProperties(database));
    properties.put("server.port", "0");
    properties.put("sluice.topics.prefix", prefix);
    properties.put("sluice.topics.submitted-partitions", "3");
    properties.put("sluice.topics.events-partitions", "1");
    properties.put("sluice.topics.content-partitions", "2");
    properties.put("sluice.topics.dead-letter-partitions", "1");
    properties.put("sluice.receipts.key", RECEIPT_KEY);
    properties.put("sluice.secrets.key", RECEIPT_KEY);
    properties.put("sluice.security.admin-key", ADMIN_KEY);
    // Tests of other things are not to meet the limits.
    properties.put("sluice.limits.requests-per-minute", "1000000");
    properties.put("sluice.limits.requests-per-hour", "10000000");
    properties.put("sluice.limits.polls-per-minute", "1000000");
    properties.put("sluice.limits.tokens-per-minute", "1000000000");
    properties.putAll(settings);
    String[] arguments =
        properties.entrySet().stream()
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    return new TestApi(ApiApplication.builder().run(arguments), prefix, database);
  }

  public static TestDatabase freshDatabase() {
    return Infra.shared()
        .freshDatabase(
            "sluice", dataSource -> Flyway.configure().dataSource(dataSource).load().migrate());
  }

  /** What makes and knows this api's ids, by a clock of the test's. */
  public static Receipts receipts(Clock clock) {
    return new Receipts(new ReceiptProperties(RECEIPT_KEY), clock, new SecureRandom());
  }

  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** This api's database, not through its pool. */
  public JdbcTemplate sql() {
    return jdbc;
  }

  public String submittedTopic() {
    return topicPrefix + "jobs.submitted.v1";
  }

  /** A request with the admin key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Duration.ofSeconds(90))
        .header("X-API-Key", ADMIN_KEY);
  }

  /** A request with a key of this tenant that may read and write jobs. */
  public HttpRequest.Builder request(String path, String tenant) throws Exception {
    String key = keys.get(tenant);
    if (key == null) {
      key = createKey(tenant, List.of("jobs:read", "jobs:write"));
      keys.put(tenant, key);
    }
    return anonymous(path).header("Authorization", "Bearer " + key);
  }

  /** A request without credentials. */
  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(90));
  }

  public String createKey(String tenant, List<String> scopes) throws Exception {
    Map<String, Object> body = Map.of("tenant", tenant, "name", "test", "scopes", scopes);
    return json(post("/v1/admin/keys", Json.mapper().writeValueAsString(body)))
        .path("key")
        .asString();
  }

  @CanIgnoreReturnValue
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(posting(request(path), body, headers));
  }

  public static HttpRequest.Builder posting(
      HttpRequest.Builder request, String body, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
  }

  /** Submits a job of the admin tenant's, and insists that it is accepted. */
  public JobId submit() throws Exception {
    return jobId(post("/v1/jobs", "{\"prompt\":\"hello\"}"));
  }

  public static JsonNode json(HttpResponse<String> response) {
    return Json.mapper().readTree(response.body());
  }

  public static JobId jobId(HttpResponse<String> response) {
    return JobId.parse(json(response).path("job_id").asString()).orElseThrow();
  }

  @Override
  public void close() {
    context.close();
  }
}
