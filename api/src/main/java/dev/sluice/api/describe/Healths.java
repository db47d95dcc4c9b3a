package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.constant;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.number;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.words;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/** How the process is. */
final class Healths {

  private static final String TAG = "Health";

  private Healths() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "How the process is; from memory.",
        List.of(
            Op.open("GET", "/health", "health")
                .says(TAG, "Tell who answers", "Answers as long as the process does.")
                .answers(200, "It is up.", "Health", "health", HEALTH),
            Op.open("GET", "/live", "live")
                .says(TAG, "Tell whether the process lives", "For a liveness probe.")
                .answers(200, "It lives.", "Live", "live", "{\"live\":true}"),
            Op.open("GET", "/ready", "ready")
                .says(TAG, "Tell whether requests should come", "For a readiness probe.")
                .answers(200, "They should.", "Readiness", "ready", "{\"ready\":true}")
                .answers(503, "They should not.", "Readiness", "unready", UNREADY),
            Op.known("GET", "/status", "status")
                .says(TAG, "Tell how everything is doing", "Checks of providers are cached.")
                .answers(200, "How it is doing.", "Status", "status", STATUS)
                .refuses(Refusal.NOT_ACCEPTABLE)),
        Map.of(
            "Health",
            health(),
            "Status",
            status(),
            "Live",
            object(must("live", bool(), "Always true.")),
            "Readiness",
            readiness()));
  }

  private static Schema<?> health() {
    return object(
        must("status", constant("healthy"), "Always `healthy`."),
        must("timestamp", timestamp(), "Now."),
        must("version", text(), "Of this process."),
        must("uptime_seconds", count(), "Since its start."));
  }

  private static Schema<?> status() {
    return object(
        must("status", words(List.of("healthy", "degraded")), "Whether anything is wrong."),
        must(
            "providers",
            object().additionalProperties(words(List.of("healthy", "unhealthy"))),
            "The providers by name, and how each is."),
        must(
            "metrics",
            object(
                must("cpu_percent", orNull(number(0, 100)), "Of all processors, by this process."),
                must("memory_percent", number(0, 100), "Of the greatest heap."),
                must("active_requests", count(), "Under way in this process."),
                must("jobs_pending", orNull(count()), "Of all tenants; exact up to 10 000."),
                must("jobs_processing", orNull(count()), "Of all tenants; exact up to 10 000.")),
            "Numbers."));
  }

  private static Schema<?> readiness() {
    return object(
        must("ready", bool(), "Whether requests should come."),
        may("reasons", list(text()), "Why not."),
        may("degraded", list(text()), "What it does without meanwhile."));
  }

  private static final String HEALTH =
      """
      {"status":"healthy","timestamp":"2026-11-22T21:05:35.454Z","version":"0.1.0","uptime_seconds":17}
      """;

  private static final String STATUS =
      """
      {"status":"healthy","providers":{"openai":"healthy"},"metrics":{"cpu_percent":12.5,
       "memory_percent":41.0,"active_requests":3,"jobs_pending":0,"jobs_processing":2}}
      """;

  private static final String UNREADY = "{\"ready\":false,\"reasons\":[\"kafka unreachable\"]}";
}
