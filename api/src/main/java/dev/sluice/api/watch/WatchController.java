package dev.sluice.api.watch;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.sse.EventStream;
import dev.sluice.api.http.sse.EventStreams;
import dev.sluice.api.status.JobLookup;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Streams a job's events as they happen, on the request's thread, until the job ends, the client
 * goes, the process stops or the maximum duration has passed.
 */
@Tag(name = "Jobs")
@RestController
class WatchController {

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final JobLookup jobs;
  private final Watchers watchers;
  private final EventStreams streams;
  private final Duration maxDuration;

  WatchController(
      JobLookup jobs, Watchers watchers, EventStreams streams, WatchProperties properties) {
    this.jobs = jobs;
    this.watchers = watchers;
    this.streams = streams;
    this.maxDuration = properties.maxDuration();
  }

  @Operation(
      operationId = "watchJob",
      summary = "Watch a job",
      description =
          "Changes of status, progress, and the answer as it is written, until the job"
              + " has ended; its end is the last event. A comment line every 15 s.")
  @Parameter(
      in = ParameterIn.HEADER,
      name = LAST_EVENT_ID,
      description = "Continues after this event.",
      schema = @Schema(type = "string", maxLength = 256))
  @ApiResponse(
      responseCode = "200",
      description = "The events of the job.",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "204",
      description = "The job has ended, and `Last-Event-ID` is its last event.",
      content = @Content)
  @Errors({ErrorCode.JOB_NOT_FOUND, ErrorCode.TOO_MANY_WATCHERS, ErrorCode.DATABASE_UNAVAILABLE})
  @GetMapping(path = "/v1/jobs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void events(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    JobId jobId = JobId.parse(id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    Job job = read(caller.tenant(), jobId);
    Optional<EventId> last =
        Optional.ofNullable(request.getHeader(LAST_EVENT_ID)).flatMap(EventId::parse);
    if (job.isTerminal() && last.filter(event -> event.status().isTerminal()).isPresent()) {
      // The client has everything. This tells an EventSource not to reconnect (HTML, 9.2.3).
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    if (HttpMethod.HEAD.matches(request.getMethod())) {
      // There is no body.
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      return;
    }
    Position start = last.map(EventId::position).orElse(Position.START);
    if (job.isTerminal()) {
      try (EventStream stream = streams.open(request, response, () -> {})) {
        new WatchStream(stream, start).ended(job);
      }
      return;
    }
    Watcher watcher =
        watchers.open(caller.tenant(), jobId, start).orElseThrow(WatchController::busy);
    try (EventStream stream = streams.open(request, response, watcher::close)) {
      WatchStream live = new WatchStream(stream, start);
      live.state(job);
      follow(caller.tenant(), watcher, live);
    } finally {
      watchers.close(caller.tenant(), watcher);
    }
  }

  private void follow(TenantId tenant, Watcher watcher, WatchStream live)
      throws InterruptedException {
    long deadline = System.nanoTime() + maxDuration.toNanos();
    while (!watcher.isClosed() && deadline - System.nanoTime() > 0) {
      Watcher.News news = watcher.await(deadline);
      Job job = news.job();
      live.pieces(news.before());
      if (job != null && !job.isTerminal()) {
        live.state(job);
      }
      live.pieces(news.after());
      if (job != null && job.isTerminal() && end(tenant, job.jobId(), live)) {
        return;
      }
    }
  }

  /** False if the database is unavailable; the next poll finds the end again. */
  private boolean end(TenantId tenant, JobId id, WatchStream live) {
    try {
      live.ended(read(tenant, id));
      return true;
    } catch (DatabaseUnavailableException _) {
      return false;
    }
  }

  private Job read(TenantId tenant, JobId id) {
    return jobs.find(tenant, id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
  }

  private static ApiException busy() {
    return ErrorCode.TOO_MANY_WATCHERS.exception();
  }
}
