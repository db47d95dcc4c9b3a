package dev.sluice.api.batch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxLines requests in a batch; also bounds the answers that are kept for a client that does
 *     not read, about 100 bytes each, below 1 KB
 * @param maxSize of a batch
 * @param maxDuration from the first to the last line; then 408 for the rest
 * @param inFlight lines of one batch that wait for their acknowledgement
 * @param inFlightSize of those lines together; a longer line is submitted alone
 * @param maxBatches concurrent batches, at most a quarter of them of one tenant; one more is
 *     answered with 503
 */
@ConfigurationProperties(prefix = "sluice.batch", ignoreUnknownFields = false)
record BatchProperties(
    @DefaultValue("10000") int maxLines,
    @DefaultValue("64MB") DataSize maxSize,
    @DefaultValue("15m") Duration maxDuration,
    @DefaultValue("128") int inFlight,
    @DefaultValue("8MB") DataSize inFlightSize,
    @DefaultValue("32") int maxBatches) {

  BatchProperties {
    if (maxLines < 1 || inFlight < 1 || maxBatches < 1 || !maxDuration.isPositive()) {
      throw new IllegalArgumentException("sluice.batch: every bound must be positive");
    }
    if (maxSize.toBytes() < 1
        || inFlightSize.toBytes() < 1
        || inFlightSize.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("sluice.batch: sizes must be positive, below 2 GB");
    }
  }
}
