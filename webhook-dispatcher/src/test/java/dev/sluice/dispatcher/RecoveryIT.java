package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Infra;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/** What dies, pauses or goes away costs no delivery. */
class RecoveryIT {

  private final TestBed bed = new TestBed();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    bed.close();
  }

  @Test
  void aKilledDispatcherIsReplacedByAnother() throws Exception {
    try (Receiver receiver = firstCallHangs()) {
      Process killed = process();
      JobEvent event = bed.completedJob(receiver.url());
      try {
        await().atMost(Duration.ofSeconds(40)).until(() -> receiver.calls().size() == 1);
      } finally {
        killed.destroyForcibly().waitFor();
      }
      try (var _ = bed.dispatcher()) {
        awaitStatus(event, "delivered");
      }
      assertThat(receiver.calls()).hasSize(2);
      assertThat(bed.valueOf("uncounted", event)).isEqualTo("1");
      assertThat(receiver.calls())
          .extracting(call -> call.header("webhook-id"))
          .containsOnly(event.eventId().toString());
    }
  }

  @Test
  void whatDoesNotEndWithinTheGraceIsHandedBackAtOnce() {
    try (Receiver receiver = firstCallHangs()) {
      JobEvent event;
      try (var _ = bed.dispatcher("sluice.webhooks.queue.drain-grace=300ms")) {
        event = bed.completedJob(receiver.url());
        await().until(() -> receiver.calls().size() == 1);
      }
      assertThat(bed.valueOf("status", event)).isEqualTo("pending");
      assertThat(bed.valueOf("uncounted", event)).isEqualTo("1");
      assertThat(bed.count("worker")).isZero();
      try (var _ = bed.dispatcher()) {
        awaitStatus(event, "delivered");
      }
      assertThat(bed.valueOf("attempt", event)).isEqualTo("2");
    }
  }

  @Test
  void whatEndsWithinTheGraceIsSettled() throws Exception {
    try (Receiver receiver =
        Receiver.running((_, exchange) -> {
          boolean _ = release.await(10, TimeUnit.SECONDS);
          exchange.sendResponseHeaders(200, -1);
        })) {
      ConfigurableApplicationContext dispatcher = bed.dispatcher();
      JobEvent event = bed.completedJob(receiver.url());
      await().until(() -> receiver.calls().size() == 1);
      SmartLifecycle dispatch = dispatcher.getBean("dispatcher", SmartLifecycle.class);
      Thread closing = Thread.ofVirtual().start(dispatcher::close);
      await().until(() -> !dispatch.isRunning());
      release.countDown();
      closing.join();
      assertThat(bed.valueOf("status", event)).isEqualTo("delivered");
      assertThat(receiver.calls()).hasSize(1);
    }
  }

  @Test
  void anOutcomeThatComesAfterOthersTookOverIsRefusedAndCounted() {
    try (Receiver receiver = firstCallHangs();
        ConfigurableApplicationContext paused =
            bed.dispatcher("sluice.lease.term=60s", "sluice.lease.renew-every=20s")) {
      JobEvent event = bed.completedJob(receiver.url());
      await().until(() -> receiver.calls().size() == 1);
      expireWorkers();
      try (var _ = bed.dispatcher()) {
        awaitStatus(event, "delivered");
        release.countDown();
        await()
            .untilAsserted(
                () -> assertThat(count(paused, "sluice.webhooks.settle.refused")).isOne());
      }
      assertThat(bed.valueOf("attempt", event)).isEqualTo("2");
      assertThat(bed.attempts(event)).extracting(row -> row.get("attempt")).containsExactly(2);
    }
  }

  @Test
  void aLostLeaseAbortsWhatIsUnderWayAndTheProcessGoesOnAsAnother() {
    try (Receiver receiver = firstCallHangs();
        ConfigurableApplicationContext dispatcher =
            bed.dispatcher("sluice.lease.term=2s", "sluice.lease.renew-every=200ms")) {
      JobEvent event = bed.completedJob(receiver.url());
      await().until(() -> receiver.calls().size() == 1);
      expireWorkers();
      awaitStatus(event, "delivered");
      assertThat(bed.valueOf("attempt", event)).isEqualTo("2");
      await()
          .untilAsserted(
              () -> assertThat(count(dispatcher, "sluice.webhooks.handed.back")).isOne());
    }
  }

  @Test
  void anOutcomeOutlivesAnOutageOfTheDatabaseAndEventsOfThatTimeFollow() {
    try (Receiver receiver = firstCallHangs();
        ConfigurableApplicationContext dispatcher = bed.dispatcher()) {
      JobEvent before = bed.completedJob(receiver.url());
      await().until(() -> receiver.calls().size() == 1);
      JobEvent during = bed.completed(bed.job(receiver.url()));
      JdbcTemplate elsewhere = new JdbcTemplate(Infra.shared().freshDatabase().dataSource());
      elsewhere.execute(
          "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(bed.database().name()));
      try {
        elsewhere.queryForList(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?",
            bed.database().name());
        release.countDown();
        bed.publish(during);
        // Each try waits two seconds for a connection, so settling has failed by then, too.
        await().atMost(Duration.ofSeconds(20)).until(() -> failedBatches(dispatcher) >= 2);
      } finally {
        elsewhere.execute(
            "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(bed.database().name()));
      }
      awaitStatus(before, "delivered");
      awaitStatus(during, "delivered");
      // The answer given during the outage counted: nothing was sent twice.
      assertThat(bed.valueOf("attempt", before)).isEqualTo("1");
      assertThat(receiver.calls()).hasSize(2);
    }
  }

  /** The lease is lost, so the first thing the database hears is that the attempts were lost. */
  @Test
  void outcomesKnownThroughAnOutageLongerThanTheLeaseAreNotSentAgain() {
    try (Receiver receiver =
            Receiver.running((_, exchange) -> {
              boolean _ = release.await(40, TimeUnit.SECONDS);
              exchange.sendResponseHeaders(200, -1);
            });
        ConfigurableApplicationContext dispatcher =
            bed.dispatcher("sluice.lease.term=5s", "sluice.lease.renew-every=500ms")) {
      List<JobEvent> events =
          IntStream.range(0, 1).mapToObj(_ -> bed.completedJob(receiver.url())).toList();
      await().atMost(Duration.ofSeconds(30)).until(() -> receiver.calls().size() == events.size());
      JdbcTemplate elsewhere = new JdbcTemplate(Infra.shared().freshDatabase().dataSource());
      elsewhere.execute(
          "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(bed.database().name()));
      try {
        elsewhere.queryForList(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?",
            bed.database().name());
        release.countDown();
        // By then the lease is over by anybody's clock.
        Instant over = Instant.now().plusSeconds(7);
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(over));
      } finally {
        elsewhere.execute(
            "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(bed.database().name()));
      }
      events.forEach(event -> awaitStatus(event, "delivered"));
      assertThat(receiver.calls()).hasSize(events.size());
      assertThat(bed.count("delivery WHERE attempt = 1 AND uncounted = 0"))
          .isEqualTo(events.size());
      assertThat(count(dispatcher, "sluice.webhooks.settle.refused")).isZero();
    }
  }

  /** The first call is answered once released, all others at once. */
  private Receiver firstCallHangs() {
    return Receiver.running((number, exchange) -> {
      if (number == 1) {
        boolean _ = release.await(40, TimeUnit.SECONDS);
      }
      exchange.sendResponseHeaders(200, -1);
    });
  }

  /** A dispatcher in a process of its own. */
  private Process process() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(DispatcherApplication.class.getName());
    bed.properties().forEach((name, value) -> command.add("--" + name + "=" + value));
    command.add("--spring.main.web-application-type=none");
    command.add("--sluice.lease.term=2s");
    command.add("--sluice.lease.renew-every=500ms");
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void expireWorkers() {
    bed.jdbc().update("UPDATE worker SET expires_at = now() - interval '1 second'");
  }

  private static double count(ConfigurableApplicationContext dispatcher, String meter) {
    return dispatcher.getBean(MeterRegistry.class).counter(meter).count();
  }

  private static long failedBatches(ConfigurableApplicationContext dispatcher) {
    return dispatcher
        .getBean(MeterRegistry.class)
        .find("spring.kafka.listener")
        .tag("result", "failure")
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private void awaitStatus(JobEvent event, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(bed.valueOf("status", event)).isEqualTo(status));
  }
}
