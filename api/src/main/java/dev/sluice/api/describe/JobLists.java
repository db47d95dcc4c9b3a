package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;

import dev.sluice.api.keys.Scope;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/** Jobs by the many: listed, and submitted as lines. */
final class JobLists {

  private static final String TAG = "Job lists";
  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

  private JobLists() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "Jobs by the many.",
        List.of(list(), batch()),
        Map.of("JobPage", page(), "BatchLine", line()));
  }

  private static Op list() {
    Schema<?> limit = integer(1, MAX_LIMIT);
    limit.setDefault(DEFAULT_LIMIT);
    return Op.scoped("GET", "/v1/jobs", "listJobs", Scope.JOBS_READ)
        .says(
            TAG,
            "List jobs",
            """
            The newest first. `next_cursor` leads to the next page; pages neither skip nor repeat a \
            job while jobs are being added. `metadata.KEY=VALUE` asks for jobs with that pair of \
            metadata, and may be given for several keys.\
            """)
        .takes("query", "status", JobSchemas.status(), "Only jobs that stand so.")
        .takes(
            "query",
            "model",
            Shapes.matching(RequestBounds.MODEL_PATTERN, RequestBounds.MAX_MODEL),
            "Only jobs of this model.")
        .takes("query", "created_after", timestamp(), "Only jobs accepted after this.")
        .takes("query", "created_before", timestamp(), "Only jobs accepted before this.")
        .takes("query", "limit", limit, "How many jobs a page has at most.")
        .takes("query", "cursor", text(), "The `next_cursor` of the page before.")
        .answers(200, "A page of jobs.", "JobPage", "page", PAGE)
        .refuses(
            Refusal.INVALID_PARAMETER,
            Refusal.INVALID_CURSOR,
            Refusal.NOT_ACCEPTABLE,
            Refusal.DATABASE_UNAVAILABLE);
  }

  private static Op batch() {
    return Op.scoped("POST", "/v1/jobs/batch", "submitJobs", Scope.JOBS_WRITE)
        .says(
            TAG,
            "Submit many jobs",
            """
            One job request a line, at most 10 000 lines and 64 MiB. Each line is answered by a line, \
            in order, as it is accepted or refused; a refused line does not stop the others.\
            """)
        .takesLines(ref("JobRequest"), LINES)
        .streams(202, "One line for each.", Op.NDJSON, ref("BatchLine"), ANSWERS)
        .takes(
            "header",
            "Idempotency-Key",
            text(1, 255).pattern("^[\\x21-\\x7E]+$"),
            "Makes each line one job, however often the batch is sent.")
        .refuses(
            Refusal.INVALID_IDEMPOTENCY_KEY,
            Refusal.EMPTY_BATCH,
            Refusal.BODY_TOO_LARGE,
            Refusal.TOO_MANY_BATCHES,
            Refusal.SUBMISSION_UNAVAILABLE);
  }

  private static Schema<?> page() {
    return object(
        must("items", Shapes.list(ref("Job")), "The jobs."),
        must("total", count(), "How many there are in all; exact up to 10 000."),
        must("page", integer(1, Integer.MAX_VALUE), "The number of this page, from 1."),
        must("page_size", integer(1, MAX_LIMIT), "How many jobs a page has at most."),
        must("has_more", bool(), "Whether there is a next page."),
        must("next_cursor", orNull(text()), "Leads there."));
  }

  private static Schema<?> line() {
    return object(
        must("index", count(), "The number of the line, from 0."),
        may("job_id", uuid(), "Of the accepted job."),
        may("status", JobSchemas.status(), "Where that job stands."),
        may("error", ref("Error"), "Why the line was refused."));
  }

  private static final String PAGE =
      "{\"items\":["
          + Jobs.COMPLETED
          + "],\"total\":41,\"page\":1,\"page_size\":1,\"has_more\":true,\"next_cursor\":\"MDFhMjA1MTQ\"}";

  private static final String LINES =
      """
      {"prompt":"Translate: lock gate"}
      {"prompt":""}
      """;

  private static final String ANSWERS =
      """
      {"index":0,"job_id":"01a20514-22de-7a77-91f1-04066734c3f2","status":"pending"}
      {"index":1,"error":{"error":"invalid_request","code":"validation_error","message":"prompt must have 1 to 1000000 characters.","param":"prompt"}}
      """;
}
