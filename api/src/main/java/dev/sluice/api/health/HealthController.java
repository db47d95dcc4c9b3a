package dev.sluice.api.health;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Health", description = "The state of this process, from memory.")
@RestController
class HealthController {

  private final Dependencies dependencies;
  private final Clock clock;

  HealthController(Dependencies dependencies, Clock clock) {
    this.dependencies = dependencies;
    this.clock = clock;
  }

  record Health(
      @Schema(description = "Always `healthy`.", allowableValues = "healthy") String status,
      @Schema(description = "The current time.") Instant timestamp,
      @Schema(description = "The version of this process.") String version,
      @Schema(description = "The time since its start.") @PositiveOrZero long uptimeSeconds) {}

  record Live(@Schema(description = "Always true.") boolean live) {}

  @Operation(
      operationId = "health",
      summary = "Get the state",
      description = "Succeeds as long as the process runs.")
  @ApiResponse(responseCode = "200", description = "The process is up.")
  @GetMapping("/health")
  ResponseEntity<Health> health() {
    return json(
        HttpStatus.OK,
        new Health(
            "healthy",
            clock.instant(),
            version(),
            ManagementFactory.getRuntimeMXBean().getUptime() / 1000));
  }

  @Operation(
      operationId = "live",
      summary = "Check liveness",
      description = "For a liveness probe.")
  @ApiResponse(responseCode = "200", description = "The process is alive.")
  @GetMapping("/live")
  ResponseEntity<Live> live() {
    return json(HttpStatus.OK, new Live(true));
  }

  @Operation(
      operationId = "ready",
      summary = "Check readiness",
      description = "For a readiness probe.")
  @ApiResponse(responseCode = "200", description = "Requests should be sent.")
  @ApiResponse(responseCode = "503", description = "Requests should not be sent.")
  @GetMapping("/ready")
  ResponseEntity<Readiness> ready() {
    Readiness readiness = dependencies.readiness();
    return json(readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, readiness);
  }

  /** From the jar's manifest; absent where classes run without a jar. */
  private static String version() {
    return Optional.ofNullable(HealthController.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** JSON, whatever the Accept header says. */
  private static <T> ResponseEntity<T> json(HttpStatus status, T body) {
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(body);
  }
}
