package dev.sluice.api.webhooks;

import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One line for each change that was made: whose endpoint, which one, and what; never a value. */
@Component
final class Audit {

  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  void created(TenantId tenant, EndpointId endpoint) {
    log.info("webhook {} of tenant {} created", endpoint, tenant);
  }

  void changed(TenantId tenant, EndpointId endpoint, List<String> fields) {
    log.info("webhook {} of tenant {} changed: {}", endpoint, tenant, String.join(", ", fields));
  }

  void rotated(TenantId tenant, EndpointId endpoint, Duration grace) {
    log.info(
        "webhook {} of tenant {} has a new secret, grace {} s",
        endpoint,
        tenant,
        grace.toSeconds());
  }

  void tested(TenantId tenant, EndpointId endpoint) {
    log.info("webhook {} of tenant {} tested", endpoint, tenant);
  }

  void deleted(TenantId tenant, EndpointId endpoint, int discarded) {
    log.info(
        "webhook {} of tenant {} deleted, {} deliveries discarded", endpoint, tenant, discarded);
  }
}
