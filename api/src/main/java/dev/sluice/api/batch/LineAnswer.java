package dev.sluice.api.batch;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.Json;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/** What became of one line. */
sealed interface LineAnswer {

  /** It is a job, now or since an earlier request with the same idempotency key. */
  record Accepted(JobId id, JobStatus status) implements LineAnswer {}

  /** It is not accepted. */
  record Refused(ApiError error) implements LineAnswer {}

  /** The answer's own line: UTF-8 JSON, with its end. */
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
