package dev.sluice.api.http.body;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxSize the maximum size of a body, 1 KiB – 4 MiB; a larger one gets a 413
 * @param maxMemory the bytes of all bodies that this process holds at once, at least {@code
 *     max-size}; a request beyond that gets a 503. A body's objects take up to three times its
 *     bytes
 * @param readTimeout how long a whole body may take to arrive; a slower one gets a 408. {@code
 *     server.tomcat.connection-timeout} applies between two bytes
 */
@ConfigurationProperties(prefix = "sluice.body", ignoreUnknownFields = false)
record BodyProperties(
    @DefaultValue("4MB") DataSize maxSize,
    @DefaultValue("64MB") DataSize maxMemory,
    @DefaultValue("30s") Duration readTimeout) {

  BodyProperties {
    if (maxSize.toKilobytes() < 1 || maxSize.compareTo(DataSize.ofMegabytes(4)) > 0) {
      throw new IllegalArgumentException("sluice.body.max-size must be 1KB to 4MB");
    }
    if (maxMemory.compareTo(maxSize) < 0 || maxMemory.compareTo(DataSize.ofGigabytes(1)) > 0) {
      throw new IllegalArgumentException("sluice.body.max-memory must be max-size to 1GB");
    }
    if (!readTimeout.isPositive()) {
      throw new IllegalArgumentException("sluice.body.read-timeout must be positive");
    }
  }
}
