package dev.sluice.api.batch;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.ErrorWriter;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the answers to a batch's lines in order, and flushes when the next one is not ready.
 * Adding never waits for the client: what it has not read is kept, so a client may send everything
 * before it reads anything. The number of lines bounds that.
 *
 * <p>The first answer decides the status. If the topic is unavailable for it and for all lines that
 * have begun, the whole batch is refused.
 */
final class AnswerQueue {

  /** The answer to one line. */
  sealed interface LineAnswer {

    /** The line is a job, now or since an earlier request with the same idempotency key. */
    record Accepted(JobId id, JobStatus status) implements LineAnswer {}

    record Refused(ApiError error) implements LineAnswer {}

    /** A line of JSON. */
    default byte[] toBytes(int index) {
      ObjectNode node = Json.mapper().createObjectNode().put("index", index);
      switch (this) {
        case Accepted(JobId id, JobStatus status) ->
            node.put("job_id", id.toString()).put("status", status.wireName());
        case Refused(ApiError error) -> node.set("error", error.toJson());
      }
      byte[] json = Json.mapper().writeValueAsBytes(node);
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    }
  }

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

  /** Whether nothing more can be written: the batch was refused, or the client has gone. */
  boolean isOver() {
    return over;
  }

  /** Writes all answers; returns after the last one, or early if it is over. */
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
      // The client has gone; accepted jobs stand.
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
