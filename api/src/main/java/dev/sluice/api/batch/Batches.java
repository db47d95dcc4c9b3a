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
 * Processes batches, reading and writing concurrently. A batch holds one line, the lines in flight
 * and the answers that its client has not read. Accepted jobs stand, whatever happens to the rest
 * of the batch or to its client. Thread-safe.
 */
@Component
final class Batches implements AutoCloseable {

  private static final ApiError TIMEOUT = ErrorCode.BATCH_TIMEOUT.error();
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
   * @throws ApiException before anything is read: 413 if the announced size is too large, 503 if no
   *     slot is free
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
        // Nothing may use the response after the request.
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
        more = answer(lines.next(), index, submitter, answers);
        index++;
      }
      answers.end();
      lines.drain();
    } catch (IOException _) {
      answers.add(ErrorCode.BODY_INTERRUPTED.error());
    }
  }

  /** Answers a line; false if no further one is read. */
  private boolean answer(LineReader.Line line, int index, Submitter submitter, AnswerQueue answers)
      throws InterruptedException {
    if (index == properties.maxLines() && line != LineReader.Event.END) {
      answers.add(tooManyLines());
      return false;
    }
    switch (line) {
      case LineReader.Text(byte[] bytes) -> submit(bytes, index, submitter, answers);
      case LineReader.Event.LINE_TOO_LONG -> answers.add(json.tooLarge());
      case LineReader.Event.BODY_TOO_LARGE -> answers.add(tooLarge());
      case LineReader.Event.STOPPED -> answers.add(stopping ? STOPPING : TIMEOUT);
      case LineReader.Event.END -> {}
    }
    return line instanceof LineReader.Text || line == LineReader.Event.LINE_TOO_LONG;
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

  /** Running batches stop reading and answer with that. */
  @EventListener(ContextClosedEvent.class)
  void stop() {
    stopping = true;
  }

  /** Waits for running submissions; each is bounded. */
  @Override
  public void close() {
    executor.close();
  }
}
