package dev.sluice.api.batch;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.ErrorWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The answers to a batch's lines, written in the order of the lines as they come, each flushed as
 * soon as the next one is not there. Whoever adds never waits for the client: what it has not read
 * is kept, so a client that sends everything before it reads anything is served, too. The number of
 * lines bounds what is kept.
 *
 * <p>The first answer decides the status. Where it is that the topic takes nothing, and nothing
 * that was begun is accepted either, the whole batch is refused with it.
 */
final class AnswerQueue {

  private final HttpServletResponse response;
  private final Submitter submitter;

  /** An empty one marks the end. */
  private final LinkedBlockingQueue<Optional<CompletableFuture<LineAnswer>>> answers =
      new LinkedBlockingQueue<>();

  private volatile boolean over;

  AnswerQueue(HttpServletResponse response, Submitter submitter) {
    this.response = response;
    this.submitter = submitter;
  }

  void add(CompletableFuture<LineAnswer> answer) {
    answers.add(Optional.of(answer));
  }

  void add(ApiError refusal) {
    add(CompletableFuture.completedFuture(new LineAnswer.Refused(refusal)));
  }

  void end() {
    answers.add(Optional.empty());
  }

  /** Whether nothing more can be answered: the batch was refused, or the client has gone. */
  boolean isOver() {
    return over;
  }

  /** Writes all answers; returns after the last, or once it is over. */
  void write() {
    try {
      Optional<CompletableFuture<LineAnswer>> first = answers.take();
      if (first.isEmpty()) {
        ErrorWriter.write(response, ErrorCode.EMPTY_BATCH.error());
        return;
      }
      LineAnswer answer = first.get().join();
      if (answer instanceof LineAnswer.Refused(ApiError error)
          && error.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE
          && submitter.hasRefusedAll()) {
        ErrorWriter.write(response, error);
        response.flushBuffer();
        return;
      }
      writeLines(first);
    } catch (IOException _) {
      // The client has gone; what was accepted stands.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      over = true;
    }
  }

  private void writeLines(Optional<CompletableFuture<LineAnswer>> first)
      throws IOException, InterruptedException {
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setContentType(BatchController.NDJSON);
    OutputStream out = response.getOutputStream();
    int index = 0;
    for (var next = first; next.isPresent(); next = answers.take()) {
      CompletableFuture<LineAnswer> answer = next.get();
      if (!answer.isDone()) {
        out.flush();
      }
      out.write(answer.join().toBytes(index));
      index++;
      if (answers.isEmpty()) {
        out.flush();
      }
    }
    out.flush();
  }
}
