package dev.sluice.api.webhooks;

import dev.sluice.job.TenantId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells other features which endpoints there are. Safe for all threads. */
@Component
public final class Endpoints {

  private final EndpointRows rows;

  Endpoints(EndpointRows rows) {
    this.rows = rows;
  }

  /**
   * A tenant's endpoint, a deleted one included; empty where there never was one or it is somebody
   * else's. Reads by primary key, in the caller's thread and transaction: {@code Database.call} is
   * what bounds it. What it says may change right after, unless the caller holds the row.
   */
  public Optional<Endpoint> find(TenantId tenant, EndpointId id) {
    return rows.findByIdAndTenant(id.value(), tenant.value()).map(WebhookEndpoint::endpoint);
  }
}
