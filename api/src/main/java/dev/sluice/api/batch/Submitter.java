package dev.sluice.api.batch;

import dev.sluice.api.batch.AnswerQueue.LineAnswer;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.submit.Submissions;
import dev.sluice.job.Job;
import dev.sluice.wire.Submission;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits the lines of one batch, a bounded number concurrently. Once the topic is unavailable for
 * one, all that have not begun are refused without trying.
 */
final class Submitter {

  private static final Logger log = LoggerFactory.getLogger(Submitter.class);

  private static final LineAnswer UNAVAILABLE =
      new LineAnswer.Refused(ErrorCode.SUBMISSION_UNAVAILABLE.error());

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
    // Fair, so that a caller that needs all permits gets them.
    this.lines = new Semaphore(maxLines, true);
    this.bytes = new Semaphore(maxBytes, true);
  }

  /** Begins a line's submission when the bounds allow it; never completes exceptionally. */
  CompletableFuture<LineAnswer> begin(int index, Submission submission, int size)
      throws InterruptedException {
    int permits = Math.min(size, maxBytes);
    lines.acquire();
    bytes.acquire(permits);
    synchronized (this) {
      if (halted) {
        release(permits);
        return CompletableFuture.completedFuture(UNAVAILABLE);
      }
      return CompletableFuture.supplyAsync(() -> answer(index, submission), executor)
          .whenComplete((_, _) -> release(permits));
    }
  }

  /**
   * Whether the topic was unavailable for a line and no line was accepted. If so, waits for those
   * that have begun; no further ones begin, so it stays true.
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

  private void release(int permits) {
    lines.release();
    bytes.release(permits);
  }

  private LineAnswer answer(int index, Submission submission) {
    try {
      // No header can contain a line break, so no other request has a line's key.
      Optional<String> key = idempotencyKey.map(batchKey -> batchKey + "\n" + index);
      Job job = submissions.submit(caller, submission, key).job();
      accepted = true;
      return new LineAnswer.Accepted(job.jobId(), job.status());
    } catch (ApiException e) {
      if (e.error().code().equals(ErrorCode.SUBMISSION_UNAVAILABLE.code())) {
        halt();
      }
      return new LineAnswer.Refused(e.error());
    } catch (RuntimeException e) {
      log.error("a line of a batch failed unexpectedly", e);
      return new LineAnswer.Refused(ApiError.ofStatus(500));
    }
  }
}
