package dev.sluice.api.watch;

import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.JobContent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes a job's news from the threads that receive them to the thread that streams them. Producers
 * never wait: the latest state of the job is kept, and a bounded part of its answer. Thread-safe.
 */
final class Watcher {

  /** How long to wait for a missing part of the answer before it is requested again. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

  /** A row of {@code job_watch} expires after 30 s. */
  private static final long RENEW_NANOS = Duration.ofSeconds(10).toNanos();

  /**
   * What is new.
   *
   * @param job null if it has not changed
   */
  record News(@Nullable Job job, List<Piece> pieces) {

    /** The pieces of attempts that had ended when the job was in this state. */
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
  private @Nullable Job latest;
  private boolean jobIsNew;
  private boolean piecesAreNew;
  private boolean closed;
  private UUID id = UUID.randomUUID();
  private int feedGeneration;
  private long rowWrittenAt;
  private long requestedAt;

  Watcher(JobId jobId, Position start, int maxBuffered, LongSupplier nanoTime) {
    this.jobId = jobId;
    this.nanoTime = nanoTime;
    this.pieces = new Pieces(start, maxBuffered);
  }

  JobId jobId() {
    return jobId;
  }

  synchronized void job(Job job) {
    // The end is repeated until the stream is over, as reading the whole job may fail.
    if (!job.equals(latest) || job.isTerminal()) {
      latest = job;
      jobIsNew = true;
      notifyAll();
    }
  }

  synchronized void content(JobContent content) {
    pieces.offer(content);
    piecesAreNew = true;
    notifyAll();
  }

  /** Ends the stream. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits for news until the deadline of {@code System.nanoTime}, or until this is closed. */
  synchronized News await(long deadline) throws InterruptedException {
    while (!closed && !jobIsNew && !piecesAreNew && deadline - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
    }
    News found = new News(jobIsNew ? latest : null, pieces.take());
    jobIsNew = false;
    piecesAreNew = false;
    return found;
  }

  /**
   * The id to write into {@code job_watch} now; null if the row is fresh enough. A new id requests
   * the answer from its beginning, for two reasons: the feed began to consume after the row was
   * written; or a part of the answer is missing, and the client has taken all that came before it,
   * so that there is room for it.
   */
  synchronized @Nullable UUID rowToWrite(int generation) {
    long now = nanoTime.getAsLong();
    boolean isNewFeed = generation != feedGeneration;
    boolean isMissing = pieces.hasGap() && pieces.isTaken();
    if (isNewFeed || (isMissing && now - requestedAt > PATIENCE_NANOS)) {
      id = UUID.randomUUID();
      feedGeneration = generation;
      requestedAt = now;
      rowWrittenAt = now - RENEW_NANOS;
    } else if (now - rowWrittenAt < RENEW_NANOS) {
      return null;
    }
    return id;
  }

  /** The row was written. */
  synchronized void written() {
    rowWrittenAt = nanoTime.getAsLong();
  }

  synchronized UUID id() {
    return id;
  }
}
