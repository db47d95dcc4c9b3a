package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.keys.Scope;
import java.util.List;
import java.util.Map;

/** Jobs one by one: submitted, looked at, watched, cancelled and repeated. */
final class Jobs {

  static final String TAG = "Jobs";

  private Jobs() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "Durable calls: accepted once, run to an end, announced.",
        List.of(submit(), get(), events(), cancel(), cancel2(), retry()),
        Map.of(
            "JobRequest",
            JobSchemas.request(),
            "Job",
            JobSchemas.job(),
            "JobResult",
            JobSchemas.result(),
            "JobError",
            JobSchemas.error(),
            "Cancelled",
            object(
                must(
                    "message",
                    words(List.of("Job cancelled", "Job cannot be cancelled")),
                    "What became of it.")),
            "CancelRequested",
            object(
                must(
                    "message",
                    words(
                        List.of(
                            "Job cancelled",
                            "Job cannot be cancelled",
                            "Job cancellation requested")),
                    "What became of it."))));
  }

  private static Op submit() {
    return Op.scoped("POST", "/v1/jobs", "submitJob", Scope.JOBS_WRITE)
        .says(
            TAG,
            "Submit a job",
            """
            Once this answers 202 the job is safe. With an `Idempotency-Key`, a repeated request is \
            answered with the job of the first one.\
            """)
        .takes(
            "header",
            "Idempotency-Key",
            text(1, 255).pattern("^[\\x21-\\x7E]+$"),
            "Makes all requests with this key one job.")
        .takesJson("JobRequest", "prompt", PROMPT, "conversation", CONVERSATION)
        .answers(202, "Accepted.", "Job", "pending", PENDING)
        .with(202, Headers.LOCATION)
        .answers(
            200, "Accepted before, under the same Idempotency-Key.", "Job", "replay", COMPLETED)
        .with(200, Headers.LOCATION)
        .with(200, Headers.REPLAYED)
        .refuses(Refusal.ofSubmissions())
        .refuses(Refusal.NOT_ACCEPTABLE, Refusal.SUBMISSION_UNAVAILABLE);
  }

  private static Op get() {
    return ofJob(
            Op.scoped("GET", "/v1/jobs/{id}", "getJob", Scope.JOBS_READ)
                .says(
                    TAG,
                    "Look at a job",
                    "With `wait`, answers once the job has ended or the time is up."))
        .takes("query", "wait", integer(0, 60), "How long to wait for its end, in seconds.")
        .takes("header", "If-None-Match", text(), "An `ETag`; the same job is answered with 304.")
        .answers(
            200, "The job.", "Job", "pending", PENDING, "completed", COMPLETED, "failed", FAILED)
        .with(200, Headers.ETAG)
        .answersNothing(304, "The job is as the `ETag` says.")
        .with(304, Headers.ETAG)
        .refuses(Refusal.INVALID_PARAMETER);
  }

  private static Op events() {
    return named(
            Op.scoped("GET", "/v1/jobs/{id}/events", "watchJob", Scope.JOBS_READ)
                .says(
                    TAG,
                    "Watch a job",
                    """
                    Changes of status, progress, and the answer as it is written, until the job has \
                    ended; its end is the last event. A comment line every 15 s.\
                    """))
        .takes("header", "Last-Event-ID", text(0, 256), "Goes on after this event.")
        .streams(200, "The job's events.", Op.EVENTS, Shapes.anyObject(), WATCHED)
        .answersNothing(204, "The job has ended, and `Last-Event-ID` says that its end is known.")
        .refuses(Refusal.EVENTS_NOT_ACCEPTABLE, Refusal.TOO_MANY_WATCHERS);
  }

  private static Op cancel() {
    return ofJob(
            Op.scoped("DELETE", "/v1/jobs/{id}", "cancelJob", Scope.JOBS_WRITE)
                .says(TAG, "Cancel a pending job", "A job that has begun is left alone."))
        .answers(
            200, "What became of it.", "Cancelled", "cancelled", "{\"message\":\"Job cancelled\"}");
  }

  private static Op cancel2() {
    return ofJob(
            Op.scoped("DELETE", "/v2/jobs/{id}", "cancelJobV2", Scope.JOBS_WRITE)
                .says(
                    TAG,
                    "Cancel a job, running or not",
                    "A running call is stopped within 2 s. May be repeated."))
        .answers(
            200, "What became of it.", "Cancelled", "cancelled", "{\"message\":\"Job cancelled\"}")
        .answers(
            202,
            "The job is running, and will end as cancelled.",
            "CancelRequested",
            "requested",
            "{\"message\":\"Job cancellation requested\"}");
  }

  private static Op retry() {
    return ofJob(
            Op.scoped("POST", "/v1/jobs/{id}/retry", "retryJob", Scope.JOBS_WRITE)
                .says(
                    TAG,
                    "Repeat a job",
                    "A new job of the same request, from one that failed or was cancelled."))
        .takes(
            "header",
            "Idempotency-Key",
            text(1, 255).pattern("^[\\x21-\\x7E]+$"),
            "Makes all requests with this key one job.")
        .answers(202, "The new job.", "Job", "pending", RETRIED)
        .with(202, Headers.LOCATION)
        .answers(200, "Repeated before, under the same Idempotency-Key.", "Job", "replay", RETRIED)
        .with(200, Headers.LOCATION)
        .with(200, Headers.REPLAYED)
        .refuses(Refusal.ofSubmissions())
        .refuses(
            Refusal.NOT_ENDED,
            Refusal.COMPLETED,
            Refusal.REQUEST_UNKNOWN,
            Refusal.SECRET_UNREADABLE,
            Refusal.BODY_TOO_LARGE,
            Refusal.SUBMISSION_UNAVAILABLE);
  }

  static Op ofJob(Op op) {
    return named(op).refuses(Refusal.NOT_ACCEPTABLE);
  }

  private static Op named(Op op) {
    return op.takes("path", "id", uuid(), "The job's id.")
        .refuses(Refusal.JOB_NOT_FOUND, Refusal.DATABASE_UNAVAILABLE);
  }

  private static final String PROMPT =
      """
      {"prompt":"Summarise the minutes.","model":"gpt-4o-mini","max_tokens":400,
       "webhook_url":"https://example.com/hooks/sluice","webhook_secret":"whsec_c2x1aWNlLWV4YW1wbGUtc2VjcmV0",
       "metadata":{"team":"red"}}
      """;

  private static final String CONVERSATION =
      """
      {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is a sluice?"}],
       "priority":"high","timeout_seconds":60,"max_attempts":5,"run_at":"2026-12-01T08:00:00Z"}
      """;

  static final String PENDING =
      """
      {"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"pending","created_at":"2026-11-22T21:05:35.454Z",
       "started_at":null,"completed_at":null,"progress":0.0,"attempt":0,"model":"gpt-4o-mini","result":null,
       "error":null,"metadata":{"team":"red"}}
      """;

  static final String COMPLETED =
      """
      {"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"completed","created_at":"2026-11-22T21:05:35.454Z",
       "started_at":"2026-11-22T21:05:35.470Z","completed_at":"2026-11-22T21:05:37.101Z","progress":1.0,"attempt":1,
       "model":"gpt-4o-mini","result":{"content":"All is well.","finish_reason":"stop","model":"gpt-4o-mini",
       "usage":{"prompt_tokens":12,"completion_tokens":4,"total_tokens":16}},"error":null,"metadata":{"team":"red"}}
      """;

  private static final String FAILED =
      """
      {"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"failed","created_at":"2026-11-22T21:05:35.454Z",
       "started_at":"2026-11-22T21:05:35.470Z","completed_at":"2026-11-22T21:15:35.470Z","progress":0.0,"attempt":3,
       "model":"gpt-4o-mini","result":null,"error":{"code":"timeout",
       "message":"The attempt did not finish within timeout_seconds."},"metadata":{}}
      """;

  private static final String RETRIED =
      """
      {"job_id":"01a20520-6dd1-7c1a-8f4e-7a13c2a0b611","status":"pending","created_at":"2026-11-22T21:18:00.001Z",
       "started_at":null,"completed_at":null,"progress":0.0,"attempt":0,"model":"gpt-4o-mini","result":null,
       "error":null,"metadata":{},"retried_from":"01a20514-22de-7a77-91f1-04066734c3f2"}
      """;

  private static final String WATCHED =
      """
      id: 1.0.processing
      event: status
      data: {"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"processing","attempt":1}

      id: 1.7.processing
      event: content
      data: {"attempt":1,"offset":0,"text":"All is "}

      id: 1.7.processing
      event: progress
      data: {"progress":0.4}

      id: 1.7.completed
      event: completed
      data: {"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"completed","attempt":1}

      """;
}
