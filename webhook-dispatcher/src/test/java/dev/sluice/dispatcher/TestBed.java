package dev.sluice.dispatcher;

import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import dev.sluice.wire.JobEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database and topics of a test's own, and what the other services would put there. */
public final class TestBed implements AutoCloseable {

  public static final TenantId TENANT = new TenantId("acme");

  private static final String SECRETS_KEY = "c2VjcmV0cy1rZXktb2YtdGhlLXRlc3RzLTMyLWJ5dGU=";

  private final Infra infra = Infra.shared();
  private final TestDatabase database = infra.freshDatabase("sluice", TestBed::migrate);
  private final String prefix = infra.freshTopicPrefix();
  private final JdbcTemplate jdbc = new JdbcTemplate(database.pool());
  private final SecretBox secrets =
      new SecretBox(new SecretProperties(SECRETS_KEY), new SecureRandom());
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", infra.bootstrapServers(), "linger.ms", 1),
          new StringSerializer(),
          new ByteArraySerializer());

  private static void migrate(DataSource dataSource) {
    Flyway.configure().dataSource(dataSource).load().migrate();
  }

  /** What a dispatcher needs to run here: quick retries, loopback allowed. */
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(infra.springProperties(database));
    properties.put("sluice.topics.prefix", prefix);
    properties.put("sluice.topics.events-partitions", "2");
    properties.put("sluice.topics.content-partitions", "1");
    properties.put("sluice.secrets.key", SECRETS_KEY);
    properties.put("sluice.webhooks.egress.allow-loopback", "true");
    properties.put("sluice.webhooks.egress.allow-http", "true");
    properties.put("sluice.webhooks.retry-delays", "50ms,50ms,50ms");
    // What fails in a test is to be tried again soon.
    properties.put("test.breaker.first-wait", "50ms");
    properties.put("test.breaker.longest-wait", "50ms");
    properties.put("sluice.webhooks.queue.poll-every", "50ms");
    properties.put("spring.datasource.hikari.maximum-pool-size", "6");
    return properties;
  }

  /** Starts a dispatcher in this process; {@code changes} are {@code name=value}. */
  public ConfigurableApplicationContext dispatcher(String... changes) {
    Map<String, String> settings = properties();
    for (String change : changes) {
      int equals = change.indexOf('=');
      settings.put(change.substring(0, equals), change.substring(equals + 1));
    }
    return DispatcherApplication.builder()
        .initializers(TestBounds::install)
        .web(WebApplicationType.NONE)
        .run(arguments(settings));
  }

  static String[] arguments(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
        .toArray(String[]::new);
  }

  /** Stores a completed job. */
  public JobId job(@Nullable String url, @Nullable String secret, EventType... events) {
    JobId job = new JobId(UUID.randomUUID());
    jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         webhook_url, webhook_secret, webhook_events, created_at, run_at,
                         completed_at, timeout_seconds, progress, result)
        VALUES (?, ?, 'completed', 1, 3, 'normal', 'gpt-4o', '{}', ?, ?, ?, now(), now(), now(),
                600, 1, '{}')
        """,
        job.value(),
        TENANT.value(),
        url,
        secret == null ? null : secrets.seal(secret, job.toString()),
        Stream.of(events).map(EventType::wireName).toArray(String[]::new));
    return job;
  }

  /** A job with a webhook for its completion. */
  public JobId job(String url) {
    return job(url, null, EventType.COMPLETED);
  }

  /** Stores an endpoint of a tenant's; {@code rateLimit} is per second. */
  public UUID endpoint(TenantId tenant, String url, @Nullable Integer rateLimit) {
    UUID endpoint = UUID.randomUUID();
    jdbc.update(
        """
        INSERT INTO webhook_endpoint (id, tenant, url, events, rate_limit_per_second, created_at,
                                      updated_at)
        VALUES (?, ?, ?, '{job.completed}', ?, now(), now())
        """,
        endpoint,
        tenant.value(),
        url,
        rateLimit);
    jdbc.update(
        """
        INSERT INTO endpoint_secret (id, endpoint_id, kind, sealed, created_at)
        VALUES (gen_random_uuid(), ?, 'v1', ?, now())
        """,
        endpoint,
        secrets.seal("a secret without a prefix", endpoint.toString()));
    return endpoint;
  }

  /** An endpoint of the usual tenant's. */
  public UUID endpoint(String url, @Nullable Integer rateLimit) {
    return endpoint(TENANT, url, rateLimit);
  }

  /** Stores this many deliveries to an endpoint, each of another event, due now. */
  public void deliveries(UUID endpoint, int count) {
    deliveries(endpoint, count, 0);
  }

  /** The same, with bodies that are larger by {@code more} bytes. */
  public void deliveries(UUID endpoint, int count, int more) {
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, tenant, url, endpoint_id,
                                destination, status, next_attempt_at)
          SELECT uuidv7(), gen_random_uuid(), e.id::text, 'job.completed', e.tenant, e.url,
                 e.id, e.id::text, 'pending', now()
          FROM webhook_endpoint e, generate_series(1, ?)
          WHERE e.id = ?
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), convert_to('{' || repeat(' ', ?) || '}', 'UTF8') FROM stored
        """,
        count,
        endpoint,
        more);
  }

  /** The event that says that this job is completed; always the same one. */
  public JobEvent completed(JobId id) {
    Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
    String result = "{\"content\": \"Grüße 🎉 \\u0000\",  \"finish_reason\":\"stop\"}";
    Job job =
        new Job(id, JobStatus.COMPLETED, at, at, at, 1, 1, "gpt-4o", result, null, Map.of(), null);
    return JobEvent.of(EventType.COMPLETED, job, TENANT, at);
  }

  public void publish(JobEvent event) {
    publish(event.toRecord(eventsTopic()));
  }

  public void publish(ProducerRecord<String, byte[]> message) {
    try {
      producer.send(message).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError("not published", e);
    }
  }

  /** Stores a job with a webhook to this address and announces its completion. */
  public JobEvent completedJob(String url) {
    JobEvent event = completed(job(url));
    publish(event);
    return event;
  }

  /** Waits until the dispatchers have committed the offsets of all that is on the topic. */
  public void awaitAllRead() {
    await().ignoreExceptions().until(() -> unread() == 0);
  }

  private long unread() throws ExecutionException, InterruptedException {
    long unread = 0;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", infra.bootstrapServers()))) {
      var read =
          admin.listConsumerGroupOffsets(consumerGroup()).partitionsToOffsetAndMetadata().get();
      var ends =
          admin
              .listOffsets(
                  Stream.of(0, 1)
                      .collect(
                          toMap(
                              number -> new TopicPartition(eventsTopic(), number),
                              _ -> OffsetSpec.latest())))
              .all()
              .get();
      for (var end : ends.entrySet()) {
        OffsetAndMetadata committed = read.get(end.getKey());
        unread += end.getValue().offset() - (committed == null ? 0 : committed.offset());
      }
    }
    return unread;
  }

  public String eventsTopic() {
    return prefix + "jobs.events.v1";
  }

  public String consumerGroup() {
    return prefix + "sluice-webhook-dispatcher";
  }

  public TestDatabase database() {
    return database;
  }

  public JdbcTemplate jdbc() {
    return jdbc;
  }

  /** What a {@code SELECT count(*)} says. */
  public long count(String table) {
    Long count = jdbc.queryForObject("SELECT count(*) FROM " + table, Long.class);
    return count == null ? 0 : count;
  }

  /** The one value that a query finds for this event. */
  public @Nullable String valueOf(String column, JobEvent event) {
    List<@Nullable String> found =
        jdbc.queryForList(
            "SELECT %s::text FROM delivery WHERE event_id = ?".formatted(column),
            String.class,
            event.eventId());
    return found.size() == 1 ? found.getFirst() : null;
  }

  /** The attempts' log of this event, in order. */
  public List<Map<String, Object>> attempts(JobEvent event) {
    return jdbc.queryForList(
        """
        SELECT a.* FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
        WHERE d.event_id = ? ORDER BY a.attempt
        """,
        event.eventId());
  }

  @Override
  public void close() {
    producer.close();
  }
}
