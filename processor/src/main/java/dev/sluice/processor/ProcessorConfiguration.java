package dev.sluice.processor;

import dev.sluice.batch.Batcher;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import dev.sluice.processor.intake.IntakeProperties;
import dev.sluice.processor.reap.ReapProperties;
import dev.sluice.processor.reap.Reaper;
import dev.sluice.processor.relay.Relay;
import dev.sluice.processor.relay.RelayProperties;
import dev.sluice.processor.run.JobRunner;
import dev.sluice.processor.run.RetryProperties;
import dev.sluice.processor.run.RunProperties;
import dev.sluice.processor.run.RunningJobs;
import dev.sluice.processor.settle.Settler;
import dev.sluice.processor.watch.ProgressWriter;
import dev.sluice.processor.watch.RunningJobPoller;
import dev.sluice.provider.route.ProviderConfiguration;
import dev.sluice.wire.TopicConfiguration;
import dev.sluice.work.EndlessRetries;
import dev.sluice.work.LoopThread;
import dev.sluice.work.WorkLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;

/** The loops of the processor, and what it shares with other services. */
@Configuration(proxyBeanMethods = false)
@Import({TopicConfiguration.class, ProviderConfiguration.class})
@EnableConfigurationProperties({
  IntakeProperties.class,
  LeaseProperties.class,
  ReapProperties.class,
  RelayProperties.class,
  RetryProperties.class,
  RunProperties.class
})
class ProcessorConfiguration {

  private static final int SETTLE_WRITERS = 2;
  private static final Duration POLL_EVERY = Duration.ofMillis(250);
  private static final Duration WRITE_PROGRESS_EVERY = Duration.ofSeconds(1);

  /** In microseconds, the precision of PostgreSQL, so that events and rows show the same times. */
  @Bean
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
  }

  @Bean(destroyMethod = "")
  WorkerLease lease(JdbcTemplate jdbc, LeaseProperties properties) {
    return new WorkerLease(jdbc, properties, "processor", hostName(), System::nanoTime);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "unknown";
    }
  }

  @Bean
  RunningJobs runningJobs(RunProperties properties) {
    // A character of a result takes at least one byte.
    return new RunningJobs((int) properties.maxResultSize().toBytes());
  }

  @Bean(destroyMethod = "")
  WorkLoop<ClaimedJob> workLoop(
      RunProperties properties,
      Claims claims,
      WorkerLease lease,
      RunningJobs running,
      ObjectProvider<JobRunner> runner,
      MeterRegistry meters) {
    WorkLoop<ClaimedJob> loop =
        new WorkLoop<>(
            "job",
            new WorkLoop.Bounds(
                properties.permits(), properties.maxClaim(), properties.pollEvery()),
            max -> lease.current().map(worker -> claims.claim(max, worker)).orElse(List.of()),
            job -> running.whileRunning(job, attempt -> runner.getObject().run(attempt)));
    lease.onLoss(loop::abortRunning);
    Gauge.builder("sluice.run.jobs", loop, WorkLoop::running)
        .description("Jobs that are running in this process")
        .register(meters);
    return loop;
  }

  @Bean(destroyMethod = "")
  Settler settler(JdbcTemplate jdbc, RunProperties properties, Relay relay, MeterRegistry meters) {
    Batcher.Bounds bounds =
        new Batcher.Bounds(properties.settleBatch(), properties.permits(), SETTLE_WRITERS);
    return new Settler(jdbc, bounds, relay::wake, meters);
  }

  @Bean(initMethod = "start")
  LoopThread pollLoop(RunningJobPoller poller) {
    return LoopThread.every(POLL_EVERY, "running-job-poll", poller::poll);
  }

  @Bean(initMethod = "start")
  LoopThread progressLoop(ProgressWriter progress) {
    return LoopThread.every(WRITE_PROGRESS_EVERY, "progress", progress::write);
  }

  @Bean(initMethod = "start")
  LoopThread reapLoop(
      ReapProperties properties,
      Reaper reaper,
      WorkerLease lease,
      RunningJobs running,
      WorkLoop<ClaimedJob> loop,
      Relay relay) {
    return LoopThread.every(
        properties.every(),
        "reaper",
        () -> {
          int orphaned =
              lease.current().map(worker -> reaper.handBack(worker, running.ids())).orElse(0);
          if (orphaned + reaper.reap() > 0) {
            loop.wake();
            relay.wake();
          }
        });
  }

  /** Delivers a failed batch again until it is stored; the consumer stays in its group. */
  @Bean
  CommonErrorHandler intakeErrorHandler() {
    return EndlessRetries.errorHandler();
  }
}
