package dev.sluice.api.models;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param configured models that are listed whether or not their provider lists them, at most 1000
 * @param refreshAfter the age after which the providers are asked again, by the next request
 * @param timeout how long that request waits for them, at most 2 s; then it gets the last known
 *     state
 */
@ConfigurationProperties(prefix = "sluice.models", ignoreUnknownFields = false)
record ModelsProperties(
    @DefaultValue List<String> configured,
    @DefaultValue("30s") Duration refreshAfter,
    @DefaultValue("2s") Duration timeout) {

  ModelsProperties {
    configured = List.copyOf(configured);
    if (configured.size() > 1000 || configured.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "sluice.models.configured must have at most 1000 names, none of them blank");
    }
    if (!refreshAfter.isPositive()
        || !timeout.isPositive()
        || timeout.compareTo(Duration.ofSeconds(2)) > 0) {
      throw new IllegalArgumentException(
          "sluice.models: refresh-after must be positive, timeout positive and at most 2s");
    }
  }
}
