package dev.sluice.api.http.body;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxSize largest body that is read, 1 KiB – 4 MiB; a larger one is answered with 413 once
 *     that much of it has been read
 * @param maxHeld how much of all bodies together this process holds at once, at least {@code
 *     max-size}; a request that would need more is answered with 503. Counted are a body's bytes;
 *     what it becomes in memory is up to three times that
 * @param readTimeout how long a body may take to arrive, whole; a slower one is answered with 408.
 *     A body that does not arrive at all ends with {@code server.tomcat.connection-timeout}, where
 *     that is shorter
 */
@ConfigurationProperties(prefix = "sluice.body", ignoreUnknownFields = false)
record BodyProperties(
    @DefaultValue("4MB") DataSize maxSize,
    @DefaultValue("64MB") DataSize maxHeld,
    @DefaultValue("30s") Duration readTimeout) {

  BodyProperties {
    if (maxSize.toKilobytes() < 1 || maxSize.compareTo(DataSize.ofMegabytes(4)) > 0) {
      throw new IllegalArgumentException("sluice.body.max-size must be 1KB to 4MB");
    }
    if (maxHeld.compareTo(maxSize) < 0 || maxHeld.compareTo(DataSize.ofGigabytes(1)) > 0) {
      throw new IllegalArgumentException("sluice.body.max-held must be max-size to 1GB");
    }
    if (!readTimeout.isPositive()) {
      throw new IllegalArgumentException("sluice.body.read-timeout must be positive");
    }
  }
}
