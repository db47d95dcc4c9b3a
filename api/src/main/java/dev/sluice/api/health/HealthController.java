package dev.sluice.api.health;

import dev.sluice.wire.Json;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Each answers from memory. */
@RestController
class HealthController {

  private final Dependencies dependencies;
  private final Clock clock;

  HealthController(Dependencies dependencies, Clock clock) {
    this.dependencies = dependencies;
    this.clock = clock;
  }

  private record Health(String status, Instant timestamp, String version, long uptimeSeconds) {}

  @GetMapping("/health")
  ResponseEntity<byte[]> health() {
    return answer(
        HttpStatus.OK,
        new Health(
            "healthy",
            clock.instant(),
            version(),
            ManagementFactory.getRuntimeMXBean().getUptime() / 1000));
  }

  @GetMapping("/live")
  ResponseEntity<byte[]> live() {
    return answer(HttpStatus.OK, Map.of("live", true));
  }

  @GetMapping("/ready")
  ResponseEntity<byte[]> ready() {
    Readiness readiness = dependencies.readiness();
    return answer(readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, readiness);
  }

  /** From the jar's manifest; without a jar there is none. */
  private static String version() {
    return Optional.ofNullable(HealthController.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, Object body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
