package dev.sluice.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class WorkerLeaseIT {

  private static final LeaseProperties TERM =
      new LeaseProperties(Duration.ofSeconds(20), Duration.ofSeconds(5));

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final AtomicInteger losses = new AtomicInteger();
  private JdbcTemplate jdbc;
  private WorkerLease lease;

  @BeforeEach
  void register() {
    TestDatabase database =
        Infra.shared()
            .freshDatabase(
                "schema", source -> Flyway.configure().dataSource(source).load().migrate());
    jdbc = new JdbcTemplate(database.dataSource());
    lease = new WorkerLease(jdbc, TERM, "processor", "here", nanoTime::get);
    lease.onLoss(losses::incrementAndGet);
    lease.renew();
  }

  @AfterEach
  void close() {
    lease.close();
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private int liveRows() {
    Integer rows =
        jdbc.queryForObject("SELECT count(*) FROM worker WHERE expires_at > now()", Integer.class);
    return rows == null ? 0 : rows;
  }

  @Test
  void aWorkerIsAliveFromItsRegistrationToItsEnd() {
    assertThat(lease.current()).isPresent();
    assertThat(liveRows()).isEqualTo(1);
    lease.close();
    assertThat(lease.current()).isEmpty();
    assertThat(liveRows()).isZero();
  }

  @Test
  void aWorkerThatRenewsKeepsItsIdentity() {
    Optional<WorkerId> before = lease.current();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(11));
      lease.renew();
    }
    assertThat(lease.current()).isEqualTo(before);
    assertThat(losses).hasValue(0);
  }

  @Test
  void aWorkerThatCouldNotRenewFencesItselfBeforeOthersTakeOver() {
    pass(Duration.ofSeconds(12));
    assertThat(lease.current()).isEmpty();
    assertThat(liveRows()).isEqualTo(1);
    lease.watch();
    lease.watch();
    assertThat(losses).hasValue(1);
  }

  @Test
  void aLostWorkerRegistersAsAnotherAndItsRowIsDeleted() {
    WorkerId before = lease.current().orElseThrow();
    pass(Duration.ofSeconds(13));
    lease.watch();
    lease.renew();
    assertThat(lease.current()).isPresent().isNotEqualTo(Optional.of(before));
    assertThat(jdbc.queryForList("SELECT id FROM worker WHERE id = ?", before.value())).isEmpty();
  }

  @Test
  void aWorkerWhoseRowExpiredDoesNotReviveIt() {
    WorkerId before = lease.current().orElseThrow();
    jdbc.update("UPDATE worker SET expires_at = now() - interval '1 second'");
    lease.renew();
    assertThat(losses).hasValue(1);
    assertThat(lease.current()).isEmpty();
    lease.renew();
    assertThat(lease.current()).isPresent();
    assertThat(lease.current()).isNotEqualTo(Optional.of(before));
  }
}
