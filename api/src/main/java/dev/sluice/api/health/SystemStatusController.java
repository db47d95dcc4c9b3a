package dev.sluice.api.health;

import dev.sluice.api.health.SystemStatus.JobCounts;
import dev.sluice.api.health.SystemStatus.ProviderState;
import dev.sluice.api.models.ProviderChecks;
import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Health")
@RestController
class SystemStatusController {

  private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(1);

  private final ProviderChecks providers;
  private final Dependencies dependencies;
  private final Database database;
  private final JdbcTemplate jdbc;
  private final MeterRegistry meters;

  SystemStatusController(
      ProviderChecks providers,
      Dependencies dependencies,
      Database database,
      JdbcTemplate jdbc,
      MeterRegistry meters) {
    this.providers = providers;
    this.dependencies = dependencies;
    this.database = database;
    this.jdbc = jdbc;
    this.meters = meters;
  }

  @Operation(
      operationId = "status",
      summary = "Get the state of everything",
      description = "Checks of providers are cached.")
  @ApiResponse(responseCode = "200", description = "The state.")
  @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
  SystemStatus status() {
    // Concurrently with the provider checks, so the waits do not add up.
    CompletableFuture<Optional<JobCounts>> counting =
        CompletableFuture.supplyAsync(this::countJobs, task -> Thread.ofVirtual().start(task));
    SortedMap<String, ProviderState> states = new TreeMap<>();
    providers
        .current()
        .forEach((name, check) ->
            states.put(name, check.healthy() ? ProviderState.HEALTHY : ProviderState.UNHEALTHY));
    JobCounts counts = counting.join().orElse(null);
    Readiness readiness = dependencies.readiness();
    boolean healthy =
        counts != null
            && readiness.ready()
            && readiness.degraded().isEmpty()
            && !states.containsValue(ProviderState.UNHEALTHY);
    return new SystemStatus(
        healthy ? "healthy" : "degraded",
        states,
        SystemStatus.Metrics.now(activeRequests(), counts));
  }

  private int activeRequests() {
    return meters.find("http.server.requests.active").longTaskTimers().stream()
        .mapToInt(LongTaskTimer::activeTasks)
        .sum();
  }

  /** Jobs that have not ended; empty where the database does not answer in time. */
  private Optional<JobCounts> countJobs() {
    try {
      return Optional.ofNullable(
          database.callUnlessUnavailable(
              COUNT_TIMEOUT,
              () ->
                  // Scans at most that many entries of the partial indexes job_due and job_held.
                  jdbc.queryForObject(
                      """
                      SELECT (SELECT count(*)
                                FROM (SELECT FROM job WHERE status = 'pending' LIMIT 10000) p),
                             (SELECT count(*)
                                FROM (SELECT FROM job WHERE status = 'processing' LIMIT 10000) r)
                      """,
                      (row, _) -> new JobCounts(row.getLong(1), row.getLong(2)))));
    } catch (DatabaseUnavailableException _) {
      return Optional.empty();
    }
  }
}
