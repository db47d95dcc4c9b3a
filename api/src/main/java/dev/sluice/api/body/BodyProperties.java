package dev.sluice.api.body;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxSize largest body that is read, 1 KiB – 4 MiB; a larger one is answered with 413 once
 *     that much of it has been read
 */
@ConfigurationProperties(prefix = "sluice.body", ignoreUnknownFields = false)
record BodyProperties(@DefaultValue("4MB") DataSize maxSize) {

  BodyProperties {
    if (maxSize.toKilobytes() < 1 || maxSize.compareTo(DataSize.ofMegabytes(4)) > 0) {
      throw new IllegalArgumentException("sluice.body.max-size must be 1KB to 4MB");
    }
  }
}
