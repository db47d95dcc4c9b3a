package dev.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.JobContent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatcherTest {

  private static final JobId JOB = new JobId(new UUID(0, 1));
  private static final Piece FIRST = new Piece(1, 0, "first");
  private static final Piece SECOND = new Piece(2, 0, "second");

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void anAnswerIsAskedForOnceMoreOnlyWhenAllThatWaitsIsTaken() throws Exception {
    Watcher watcher = new Watcher(JOB, Position.START, 10, nanos::get);
    UUID first = watcher.rowToWrite(1);
    watcher.written();
    watcher.content(new JobContent(JOB, 1, 0, "12345678"));
    watcher.content(new JobContent(JOB, 1, 8, "finds no room"));

    passes(Duration.ofSeconds(3));
    assertThat(watcher.rowToWrite(1)).isNull();

    assertThat(watcher.await(System.nanoTime()).pieces()).hasSize(1);
    assertThat(watcher.rowToWrite(1)).isNotNull().isNotEqualTo(first);
  }

  @Test
  void whatIsOfAnAttemptThatHasEndedComesBeforeTheStanding() {
    List<Piece> pieces = List.of(FIRST, SECOND);
    Watcher.News again = new Watcher.News(job(JobStatus.PROCESSING, 2), pieces);
    assertThat(again.before()).containsExactly(FIRST);
    assertThat(again.after()).containsExactly(SECOND);
    Watcher.News waits = new Watcher.News(job(JobStatus.PENDING, 1), pieces);
    assertThat(waits.before()).containsExactly(FIRST);
    assertThat(waits.after()).containsExactly(SECOND);
    Watcher.News asBefore = new Watcher.News(null, pieces);
    assertThat(asBefore.before()).isEmpty();
    assertThat(asBefore.after()).isEqualTo(pieces);
  }

  private void passes(Duration duration) {
    var _ = nanos.addAndGet(duration.toNanos());
  }

  private static Job job(JobStatus status, int attempt) {
    return new Job(JOB, status, null, null, null, 0, attempt, "m", null, null, Map.of(), null);
  }
}
