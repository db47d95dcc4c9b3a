package dev.sluice.processor;

import dev.sluice.batch.Batcher;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import dev.sluice.processor.progress.ProgressWriter;
import dev.sluice.processor.reap.OrphanedClaims;
import dev.sluice.processor.reap.ReapProperties;
import dev.sluice.processor.reap.Reaper;
import dev.sluice.processor.relay.Relay;
import dev.sluice.processor.run.AttemptCalls;
import dev.sluice.processor.run.AttemptLog;
import dev.sluice.processor.run.JobRunner;
import dev.sluice.processor.run.ResultDocument;
import dev.sluice.processor.run.RetryProperties;
import dev.sluice.processor.run.RetryingSettler;
import dev.sluice.processor.run.RunProperties;
import dev.sluice.processor.running.RunningJobs;
import dev.sluice.processor.settle.Settler;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.provider.route.ProviderConfiguration;
import dev.sluice.wire.TopicConfiguration;
import dev.sluice.work.RetryPolicy;
import dev.sluice.work.WorkLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the steps together: lease, claim, run, settle, reap. Intake and relay configure themselves.
 */
@Configuration(proxyBeanMethods = false)
@Import({TopicConfiguration.class, ProviderConfiguration.class})
@EnableConfigurationProperties({
  LeaseProperties.class,
  RunProperties.class,
  RetryProperties.class,
  ReapProperties.class
})
class ProcessorConfiguration {

  private static final int SETTLE_WRITERS = 2;
  private static final Duration SETTLE_RETRY = Duration.ofMillis(250);

  /** In microseconds, as PostgreSQL keeps them: an event shows the very times that the row has. */
  @Bean
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
  }

  @Bean
  TransactionTemplate transaction(PlatformTransactionManager transactions) {
    return new TransactionTemplate(transactions);
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
  Claims claims(JdbcTemplate jdbc, MeterRegistry meters) {
    return new Claims(jdbc, meters);
  }

  @Bean(destroyMethod = "")
  Settler settler(
      JdbcTemplate jdbc,
      RunProperties properties,
      ObjectProvider<Relay> relay,
      MeterRegistry meters) {
    Batcher.Bounds bounds =
        new Batcher.Bounds(properties.settleBatch(), properties.permits(), SETTLE_WRITERS);
    return new Settler(jdbc, bounds, () -> relay.getObject().wake(), meters);
  }

  @Bean(destroyMethod = "")
  WorkLoop<ClaimedJob> workLoop(
      RunProperties properties,
      Claims claims,
      WorkerLease lease,
      ObjectProvider<JobRunner> runner,
      RunningJobs held,
      MeterRegistry meters) {
    WorkLoop<ClaimedJob> loop =
        new WorkLoop<>(
            "job",
            new WorkLoop.Bounds(
                properties.permits(), properties.maxClaim(), properties.pollEvery()),
            max -> lease.current().map(worker -> claims.claim(max, worker)).orElse(List.of()),
            job -> held.whileHeld(job, attempt -> runner.getObject().run(attempt)));
    lease.onLoss(loop::abortRunning);
    Gauge.builder("sluice.run.jobs", loop, WorkLoop::running)
        .description("Jobs that run in this process now")
        .register(meters);
    return loop;
  }

  @Bean
  RunningJobs heldJobs(RunProperties properties) {
    // Every character of a result takes a byte at least.
    return new RunningJobs((int) properties.maxResultSize().toBytes());
  }

  @Bean
  ProgressWriter progressWriter(JdbcTemplate jdbc, RunningJobs held) {
    return new ProgressWriter(jdbc, held);
  }

  @Bean
  JobRunner runner(
      ProviderRouter provider,
      Settler settler,
      WorkLoop<ClaimedJob> loop,
      WorkerLease lease,
      RunnerSettings settings) {
    Clock clock = settings.clock();
    return new JobRunner(
        new AttemptCalls(provider, settings.run().stream()),
        new RetryingSettler(settler, loop::isDraining, SETTLE_RETRY),
        RetryPolicy.unlimited(
            settings.retry().base(),
            settings.retry().cap(),
            () -> ThreadLocalRandom.current().nextLong()),
        new ResultDocument(settings.run().maxResultSize()),
        new AttemptLog(settings.meters(), clock, System::nanoTime),
        new JobRunner.Guards(
            job -> lease.current().filter(job.worker()::equals).isPresent(),
            loop::isDraining,
            clock));
  }

  /** What a runner is set up with. */
  record RunnerSettings(
      RunProperties run, RetryProperties retry, Clock clock, MeterRegistry meters) {}

  @Bean
  RunnerSettings runnerSettings(
      RunProperties run, RetryProperties retry, Clock clock, MeterRegistry meters) {
    return new RunnerSettings(run, retry, clock, meters);
  }

  @Bean
  Reaper reaper(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      ReapProperties properties,
      Clock clock,
      MeterRegistry meters) {
    return new Reaper(jdbc, transaction, properties, clock, meters);
  }

  @Bean
  OrphanedClaims unheldJobs(
      JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, MeterRegistry meters) {
    return new OrphanedClaims(jdbc, transaction, clock, meters);
  }
}
