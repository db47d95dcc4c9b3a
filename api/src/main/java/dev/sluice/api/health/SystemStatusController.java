package dev.sluice.api.health;

import dev.sluice.api.health.SystemStatus.ProviderState;
import dev.sluice.api.models.ProviderChecks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Health")
@RestController
class SystemStatusController {

  private final ProviderChecks providers;
  private final Dependencies dependencies;
  private final JobCounts jobs;
  private final ActiveRequests requests;

  SystemStatusController(
      ProviderChecks providers,
      Dependencies dependencies,
      JobCounts jobs,
      ActiveRequests requests) {
    this.providers = providers;
    this.dependencies = dependencies;
    this.jobs = jobs;
    this.requests = requests;
  }

  @Operation(
      operationId = "status",
      summary = "Get the state of everything",
      description = "Checks of providers are cached.")
  @ApiResponse(responseCode = "200", description = "The state.")
  @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
  SystemStatus status() {
    // Side by side with the providers, so that the longest wait decides and not the sum.
    CompletableFuture<Optional<JobCounts.Counts>> counting =
        CompletableFuture.supplyAsync(jobs::read, task -> Thread.ofVirtual().start(task));
    SortedMap<String, ProviderState> states = new TreeMap<>();
    providers
        .current()
        .forEach((name, check) ->
            states.put(name, check.healthy() ? ProviderState.HEALTHY : ProviderState.UNHEALTHY));
    JobCounts.Counts counts = counting.join().orElse(null);
    Readiness readiness = dependencies.readiness();
    boolean healthy =
        counts != null
            && readiness.ready()
            && readiness.degraded().isEmpty()
            && !states.containsValue(ProviderState.UNHEALTHY);
    return new SystemStatus(
        healthy ? "healthy" : "degraded",
        states,
        SystemStatus.Metrics.now(requests.count(), counts));
  }
}
