package dev.sluice.e2e.observe;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An event on the topic: CloudEvents in binary mode.
 *
 * @param id header {@code ce_id}
 * @param type header {@code ce_type}
 * @param jobId header {@code ce_subject}
 * @param key of the record
 * @param data the job as the API returns it
 */
public record Event(
    String id, String type, String jobId, String key, Map<String, String> headers, JsonNode data) {
  private static final Set<String> TERMINAL =
      Set.of("job.completed", "job.failed", "job.cancelled");

  public boolean isTerminal() {
    return TERMINAL.contains(type);
  }
}
