package dev.sluice.processor;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.simulator.SimulatorApplication;
import dev.sluice.simulator.http.SimulatorServer;
import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.RequestReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Processors of a test's own on the shared infrastructure, with a simulated provider. */
public final class Rig implements AutoCloseable {

  /** When every submission of a rig was accepted. */
  @SuppressWarnings("TimeInStaticInitializer") // One moment for a whole run, on whatever day.
  public static final Instant ACCEPTED = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public final String prefix = Infra.shared().freshTopicPrefix();
  public final TestDatabase database = Schema.fresh();
  public final JdbcTemplate jdbc = new JdbcTemplate(database.pool());
  private final ConfigurableApplicationContext simulator;
  public final String simulatorUrl;
  private final KafkaProducer<String, byte[]> producer;
  private final List<ConfigurableApplicationContext> processors = new ArrayList<>();

  public Rig() {
    simulator =
        SimulatorApplication.builder()
            .run("--server.port=0", "--sluice.simulator.latency.median=5ms");
    simulatorUrl = "http://127.0.0.1:" + simulator.getBean(SimulatorServer.class).port();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Infra.shared().bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Another processor; properties are {@code name=value}. */
  public ConfigurableApplicationContext startProcessor(String... properties) {
    Map<String, String> settings = new HashMap<>();
    Infra.shared().springProperties(database).forEach(settings::put);
    settings.put("sluice.topics.prefix", prefix);
    settings.put("sluice.topics.submitted-partitions", "2");
    settings.put("sluice.topics.events-partitions", "2");
    settings.put("sluice.topics.content-partitions", "2");
    settings.put("spring.kafka.consumer.group-id", prefix + "processor");
    settings.put("sluice.provider.openai.base-url", simulatorUrl + "/v1");
    settings.put("sluice.provider.openai.api-key", "test");
    settings.put("sluice.retry.base", "20ms");
    settings.put("sluice.run.poll-every", "50ms");
    settings.put("sluice.lease.term", "3s");
    settings.put("sluice.lease.renew-every", "500ms");
    settings.put("sluice.reap.every", "100ms");
    settings.put("server.port", "0");
    for (String property : properties) {
      String[] parts = property.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    String[] arguments =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    ConfigurableApplicationContext processor = ProcessorApplication.builder().run(arguments);
    processors.add(processor);
    return processor;
  }

  /** A submission as an api would append it. */
  public static JobSubmitted submission(String request) {
    return submission(new JobId(UUID.randomUUID()), request, "ZGlnZXN0");
  }

  public static JobSubmitted submission(JobId id, String request, String digest) {
    return new JobSubmitted(
        id,
        new TenantId("acme"),
        ACCEPTED,
        Optional.of(digest),
        Optional.empty(),
        RequestReader.job(request.getBytes(StandardCharsets.UTF_8), ACCEPTED).request());
  }

  public JobId submit(String request) {
    JobSubmitted submission = submission(request);
    append(submission.jobId().toString(), submission.toBytes());
    return submission.jobId();
  }

  public void append(String key, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(prefix + "jobs.submitted.v1", key, value));
    producer.flush();
  }

  public String status(JobId id) {
    return jdbc
        .queryForList("SELECT status FROM job WHERE id = ?", String.class, id.value())
        .stream()
        .findFirst()
        .orElse("absent");
  }

  /** Calls that the provider received for this job. */
  public int calls(JobId id) {
    return Integer.parseInt(get("/_calls/count?job_id=" + id).replaceAll("[^0-9]", ""));
  }

  public String get(String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(simulatorUrl + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything on a topic by now, per partition in order. */
  public List<ConsumerRecord<String, byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", Infra.shared().bootstrapServers());
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(prefix + topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** The types of a job's events by now, in order. */
  public List<String> events(JobId id) {
    return jobEvents(id).stream().map(event -> event.type().wireName()).toList();
  }

  /** A job's events by now, in order. */
  public List<JobEvent> jobEvents(JobId id) {
    return jobEvents().filter(event -> event.jobId().equals(id)).toList();
  }

  /** The types of all events by now, per job in order. */
  public Map<JobId, List<String>> events() {
    return jobEvents()
        .collect(
            Collectors.groupingBy(
                JobEvent::jobId,
                Collectors.mapping(event -> event.type().wireName(), Collectors.toList())));
  }

  private Stream<JobEvent> jobEvents() {
    return records("jobs.events.v1").stream()
        .filter(message -> !JobEvent.isOfAnotherType(message))
        .map(JobEvent::read);
  }

  /** A counter of the processor that was started last. */
  public double meter(String name) {
    return processors.getLast().getBean(MeterRegistry.class).get(name).counter().count();
  }

  @Override
  public void close() {
    processors.forEach(ConfigurableApplicationContext::close);
    producer.close();
    simulator.close();
  }
}
