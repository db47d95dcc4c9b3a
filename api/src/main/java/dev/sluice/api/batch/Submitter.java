package dev.sluice.api.batch;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.submit.Submissions;
import dev.sluice.api.submit.SubmitOutcome;
import dev.sluice.job.Job;
import dev.sluice.wire.Submission;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits the lines of one batch, a bounded number at the same time. Once the topic has refused
 * one, it halts: what is not begun yet is refused without trying.
 */
final class Submitter {

  private static final Logger log = LoggerFactory.getLogger(Submitter.class);

  private static final LineAnswer UNAVAILABLE =
      new LineAnswer.Refused(SubmitOutcome.Refused.unavailable().error());

  private final Submissions submissions;
  private final Caller caller;
  private final Optional<String> idempotencyKey;
  private final Executor executor;
  private final Semaphore lines;
  private final Semaphore bytes;
  private final int maxLines;
  private final int maxBytes;
  private volatile boolean accepted;
  private boolean halted;

  Submitter(
      Submissions submissions,
      Caller caller,
      Optional<String> idempotencyKey,
      Executor executor,
      BatchProperties bounds) {
    this.submissions = submissions;
    this.caller = caller;
    this.idempotencyKey = idempotencyKey;
    this.executor = executor;
    this.maxBytes = Math.toIntExact(bounds.inFlightSize().toBytes());
    this.maxLines = bounds.inFlight();
    // Fair, so that whoever waits for all of it gets it.
    this.lines = new Semaphore(maxLines, true);
    this.bytes = new Semaphore(maxBytes, true);
  }

  /** Begins a line's submission once there is room for it; completes without exception. */
  CompletableFuture<LineAnswer> begin(int index, Submission submission, int size)
      throws InterruptedException {
    int room = Math.min(size, maxBytes);
    lines.acquire();
    bytes.acquire(room);
    synchronized (this) {
      if (halted) {
        release(room);
        return CompletableFuture.completedFuture(UNAVAILABLE);
      }
      return CompletableFuture.supplyAsync(() -> answer(index, submission), executor)
          .whenComplete((_, _) -> release(room));
    }
  }

  /**
   * Whether the topic has refused a line and accepted none. Waits for what was begun then; nothing
   * is begun any more, so it stays true.
   */
  boolean hasRefusedAll() throws InterruptedException {
    synchronized (this) {
      if (!halted) {
        return false;
      }
    }
    lines.acquire(maxLines);
    lines.release(maxLines);
    return !accepted;
  }

  private synchronized void halt() {
    halted = true;
  }

  private void release(int room) {
    lines.release();
    bytes.release(room);
  }

  private LineAnswer answer(int index, Submission submission) {
    try {
      return switch (submit(index, submission)) {
        case SubmitOutcome.Accepted(Job job) -> accepted(job);
        case SubmitOutcome.Replayed(Job job) -> accepted(job);
        case SubmitOutcome.Refused refused -> {
          if (refused.equals(SubmitOutcome.Refused.unavailable())) {
            halt();
          }
          yield new LineAnswer.Refused(refused.error());
        }
      };
    } catch (RuntimeException e) {
      log.error("a line of a batch failed unexpectedly", e);
      return new LineAnswer.Refused(ApiError.ofStatus(500));
    }
  }

  private LineAnswer accepted(Job job) {
    accepted = true;
    return new LineAnswer.Accepted(job.jobId(), job.status());
  }

  /** No header can carry a line break, so no other request has a line's key. */
  private SubmitOutcome submit(int index, Submission submission) {
    return submissions.submit(caller, submission, idempotencyKey.map(key -> key + "\n" + index));
  }
}
