package dev.sluice.api.batch;

import dev.sluice.api.concurrency.TenantSlots;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.submit.Submissions;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Submission;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes batches in and answers them, reading and writing at the same time. A batch holds one line,
 * the lines in flight and the answers that its client has not read. What was accepted stands,
 * whatever happens to the rest of the batch or to its client. Safe for all threads.
 */
@Component
final class Batches implements AutoCloseable {

  private static final ApiError TOO_LATE = ErrorCode.BATCH_TIMEOUT.error();
  private static final ApiError STOPPING =
      ErrorCode.SHUTTING_DOWN.because(
          "The server is shutting down; the remaining lines were not read.");

  private final Submissions submissions;
  private final JsonBody json;
  private final BatchProperties properties;
  private final TenantSlots slots;
  private volatile boolean stopping;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  Batches(Submissions submissions, JsonBody json, BatchProperties properties) {
    this.submissions = submissions;
    this.json = json;
    this.properties = properties;
    this.slots = new TenantSlots(properties.maxBatches());
  }

  /**
   * Submits every line and writes the response; the calling thread reads.
   *
   * @throws ApiException 413 where the body announces to be too large, 503 where too many batches
   *     are under way; nothing was read then
   */
  void run(
      Caller caller,
      Optional<String> idempotencyKey,
      long announced,
      InputStream body,
      HttpServletResponse response)
      throws InterruptedException {
    if (announced > properties.maxSize().toBytes()) {
      throw new ApiException(tooLarge());
    }
    if (!slots.tryAcquire(caller.tenant())) {
      throw ErrorCode.TOO_MANY_BATCHES.exception();
    }
    try {
      Submitter submitter =
          new Submitter(submissions, caller, idempotencyKey, executor, properties);
      AnswerQueue answers = new AnswerQueue(response, submitter);
      Thread writer = Thread.ofVirtual().name("batch-writer").start(answers::write);
      try {
        read(body, submitter, answers);
      } finally {
        answers.end();
        // Nothing may touch the response once the request is over.
        writer.join();
      }
    } finally {
      slots.release(caller.tenant());
    }
  }

  private void read(InputStream body, Submitter submitter, AnswerQueue answers)
      throws InterruptedException {
    long deadline = System.nanoTime() + properties.maxDuration().toNanos();
    LineReader lines =
        new LineReader(
            body,
            json.limit(),
            properties.maxSize().toBytes(),
            () -> stopping || System.nanoTime() - deadline > 0);
    try {
      int index = 0;
      boolean more = true;
      while (more && !answers.isOver()) {
        more = take(lines.next(), index, submitter, answers);
        index++;
      }
      answers.end();
      lines.drain();
    } catch (IOException _) {
      answers.add(ErrorCode.BODY_INTERRUPTED.error());
    }
  }

  /** Answers a line; false where it is the last one that is looked at. */
  private boolean take(Line line, int index, Submitter submitter, AnswerQueue answers)
      throws InterruptedException {
    if (index == properties.maxLines() && !(line instanceof Line.End)) {
      answers.add(tooManyLines());
      return false;
    }
    return switch (line) {
      case Line.Text(byte[] bytes) -> {
        submit(bytes, index, submitter, answers);
        yield true;
      }
      case Line.TooLong() -> {
        answers.add(json.tooLarge());
        yield true;
      }
      case Line.TooMuch() -> {
        answers.add(tooLarge());
        yield false;
      }
      case Line.TooLate() -> {
        answers.add(stopping ? STOPPING : TOO_LATE);
        yield false;
      }
      case Line.End() -> false;
    };
  }

  private void submit(byte[] bytes, int index, Submitter submitter, AnswerQueue answers)
      throws InterruptedException {
    Submission submission;
    try {
      submission = json.parse(bytes, submissions::read);
    } catch (ApiException e) {
      answers.add(e.error());
      return;
    } catch (InvalidFieldException e) {
      answers.add(ApiError.of(e));
      return;
    }
    answers.add(submitter.begin(index, submission, bytes.length));
  }

  private ApiError tooManyLines() {
    return ErrorCode.BATCH_TOO_LONG.error(properties.maxLines());
  }

  private ApiError tooLarge() {
    return ErrorCode.BODY_TOO_LARGE.because(
        "The batch exceeds the maximum size of %d bytes; the rest was not accepted."
            .formatted(properties.maxSize().toBytes()));
  }

  /** Batches under way read no further, and say so. */
  @EventListener(ContextClosedEvent.class)
  void stop() {
    stopping = true;
  }

  /** Waits for what is under way; every submission is bounded. */
  @Override
  public void close() {
    executor.close();
  }
}
