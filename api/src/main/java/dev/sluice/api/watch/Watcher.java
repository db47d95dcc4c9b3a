package dev.sluice.api.watch;

import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.JobContent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has to be told, between those who learn it and the thread that sends it. Nobody who
 * hands something in waits: of the job the latest standing is kept, of its answer a bounded part.
 * Safe for all threads.
 */
final class Watcher {

  /** After this, the answer is asked for once more where a part of it did not come. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

  /** A row of {@code job_watch} lives for 30 s. */
  private static final long RENEW_NANOS = Duration.ofSeconds(10).toNanos();

  /**
   * What is new.
   *
   * @param job null where it stands as before
   */
  record News(@Nullable Job job, List<Piece> pieces) {

    /** The pieces of attempts that had ended when the job stood so; none where it is not new. */
    List<Piece> before() {
      return pieces.stream().filter(this::isBefore).toList();
    }

    /** The other pieces. */
    List<Piece> after() {
      return pieces.stream().filter(piece -> !isBefore(piece)).toList();
    }

    private boolean isBefore(Piece piece) {
      if (job == null) {
        return false;
      }
      return job.status() == JobStatus.PENDING
          ? piece.attempt() <= job.attempt()
          : piece.attempt() < job.attempt();
    }
  }

  private final JobId jobId;
  private final Pieces pieces;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private @Nullable Job latest;
  private boolean jobIsNew;
  private boolean piecesAreNew;
  private boolean closed;
  private UUID id = UUID.randomUUID();
  private int feedGeneration;
  private long rowWritten;
  private long asked;

  Watcher(JobId jobId, Position start, int maxBuffered, LongSupplier nanoTime) {
    this.jobId = jobId;
    this.nanoTime = nanoTime;
    this.pieces = new Pieces(start, maxBuffered);
  }

  JobId jobId() {
    return jobId;
  }

  void job(Job job) {
    lock.lock();
    try {
      // One that has ended is told until the stream is over: reading it whole may fail.
      if (!job.equals(latest) || job.isTerminal()) {
        latest = job;
        jobIsNew = true;
        news.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  void content(JobContent content) {
    lock.lock();
    try {
      pieces.offer(content);
      piecesAreNew = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream. */
  void close() {
    lock.lock();
    try {
      closed = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for news until the deadline of {@code System.nanoTime}, or until it is closed. */
  News await(long deadline) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && !jobIsNew && !piecesAreNew && deadline - System.nanoTime() > 0) {
        var _ = news.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      News found = new News(jobIsNew ? latest : null, pieces.take());
      jobIsNew = false;
      piecesAreNew = false;
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The id to write into {@code job_watch} now; null where the row is fresh enough. It is a new one
   * where the answer is wanted from its beginning: this consumer has begun to listen after the row
   * was written, or a part of the answer is missing and the client has taken all that came before:
   * what is asked for earlier would find no room.
   */
  @Nullable UUID rowToWrite(int generation) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      boolean listensAnew = generation != feedGeneration;
      boolean misses = pieces.hasGap() && pieces.isTaken();
      if (listensAnew || (misses && now - asked > PATIENCE_NANOS)) {
        id = UUID.randomUUID();
        feedGeneration = generation;
        asked = now;
        rowWritten = now - RENEW_NANOS;
      } else if (now - rowWritten < RENEW_NANOS) {
        return null;
      }
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** The row is there. */
  void written() {
    lock.lock();
    try {
      rowWritten = nanoTime.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  UUID id() {
    lock.lock();
    try {
      return id;
    } finally {
      lock.unlock();
    }
  }
}
