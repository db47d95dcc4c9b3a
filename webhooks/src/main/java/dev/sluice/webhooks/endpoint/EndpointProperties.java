package dev.sluice.webhooks.endpoint;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param maxEndpoints how many endpoints a tenant may have at a time, deleted ones not counted;
 *     more are refused with 409. Each event is matched against all of its tenant's
 */
@ConfigurationProperties(prefix = "sluice.webhooks", ignoreUnknownFields = false)
record EndpointProperties(@DefaultValue("100") int maxEndpoints) {

  EndpointProperties {
    if (maxEndpoints < 0 || maxEndpoints > 10_000) {
      throw new IllegalArgumentException("sluice.webhooks.max-endpoints must be 0 to 10000");
    }
  }
}
