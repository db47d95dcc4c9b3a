package dev.sluice.processor.watch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.Held;
import dev.sluice.processor.progress.ProgressWriter;
import dev.sluice.processor.running.RunningJobs;
import dev.sluice.provider.Delta;
import dev.sluice.wire.TopicProperties;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Against a database and a broker that are not there: whoever asks them anything learns it. */
class RunningJobPollerTest {

  private final RunningJobs held = new RunningJobs(1000);
  private final JdbcTemplate jdbc = new JdbcTemplate(nowhere());
  private final RunningJobPoller poll = new RunningJobPoller(jdbc, held, publisher());
  private final ProgressWriter progress = new ProgressWriter(jdbc, held);

  private static PGSimpleDataSource nowhere() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {1});
    return source;
  }

  private static ContentPublisher publisher() {
    return new ContentPublisher(
        new KafkaTemplate<>(
            new DefaultKafkaProducerFactory<>(Map.of("bootstrap.servers", "127.0.0.1:1"))),
        new Topics(new TopicProperties("", (short) 1, 1, 1, 1, 1, 1)),
        new SimpleMeterRegistry());
  }

  @Test
  void nothingIsAskedWhileNothingIsHeld() {
    assertThatCode(poll::look).doesNotThrowAnyException();
    assertThatCode(progress::write).doesNotThrowAnyException();
    held.whileHeld(
        Held.job(0, 100),
        _ -> assertThatThrownBy(poll::look).isInstanceOf(DataAccessException.class));
    assertThatCode(poll::look).doesNotThrowAnyException();
  }

  @Test
  void noProgressIsWrittenOfAJobThatHasJustBegun() {
    held.whileHeld(
        Held.job(0, 100),
        attempt -> {
          attempt.answer().take(new Delta.Content("much of the answer"));
          assertThatCode(progress::write).doesNotThrowAnyException();
        });
  }
}
