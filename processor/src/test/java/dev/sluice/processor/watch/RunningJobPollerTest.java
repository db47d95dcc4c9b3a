package dev.sluice.processor.watch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.ClaimedJobs;
import dev.sluice.processor.run.RunningJobs;
import dev.sluice.provider.Delta;
import dev.sluice.wire.TopicProperties;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Without a database and a broker, so that any statement fails. */
class RunningJobPollerTest {

  private final RunningJobs running = new RunningJobs(1000);
  private final JdbcTemplate jdbc = new JdbcTemplate(nowhere());
  private final RunningJobPoller poller = new RunningJobPoller(jdbc, running, publisher());
  private final ProgressWriter progress = new ProgressWriter(jdbc, running);

  private static PGSimpleDataSource nowhere() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {1});
    return source;
  }

  private static ContentPublisher publisher() {
    KafkaProperties broker = new KafkaProperties();
    broker.setBootstrapServers(List.of("127.0.0.1:1"));
    return new ContentPublisher(
        broker,
        new Topics(new TopicProperties("", (short) 1, 1, 1, 1, 1, 1)),
        new SimpleMeterRegistry());
  }

  @Test
  void noStatementIsSentWhileNothingIsRunning() {
    assertThatCode(poller::poll).doesNotThrowAnyException();
    assertThatCode(progress::write).doesNotThrowAnyException();
    running.whileRunning(
        ClaimedJobs.job(0, 100),
        _ -> assertThatThrownBy(poller::poll).isInstanceOf(DataAccessException.class));
    assertThatCode(poller::poll).doesNotThrowAnyException();
  }

  @Test
  void noProgressIsWrittenOfAJobThatHasJustBegun() {
    running.whileRunning(
        ClaimedJobs.job(0, 100),
        attempt -> {
          attempt.answer().append(new Delta.Content("much of the answer"));
          assertThatCode(progress::write).doesNotThrowAnyException();
        });
  }
}
