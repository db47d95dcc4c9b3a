package dev.sluice.api.health;

import dev.sluice.api.models.ProviderChecks;
import dev.sluice.wire.Json;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

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

  @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> status() {
    // Side by side with the providers, so that the longest wait decides and not the sum.
    CompletableFuture<Optional<JobCounts.Counts>> counting =
        CompletableFuture.supplyAsync(jobs::read, task -> Thread.ofVirtual().start(task));
    SortedMap<String, String> words = new TreeMap<>();
    providers
        .current()
        .forEach((name, check) -> words.put(name, check.healthy() ? "healthy" : "unhealthy"));
    JobCounts.Counts counts = counting.join().orElse(null);
    Readiness readiness = dependencies.readiness();
    boolean healthy =
        counts != null
            && readiness.ready()
            && readiness.degraded().isEmpty()
            && !words.containsValue("unhealthy");
    SystemStatus status =
        new SystemStatus(
            healthy ? "healthy" : "degraded",
            words,
            SystemStatus.Metrics.now(requests.count(), counts));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(status));
  }
}
