package dev.sluice.processor.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How submissions are stored.
 *
 * @param consumers of this process; in all processes together, more than the topic's partitions are
 *     idle
 * @param maxBatch records polled and stored together
 * @param fastPath whether the statement that stores jobs may claim them
 */
@ConfigurationProperties(prefix = "sluice.intake", ignoreUnknownFields = false)
public record IntakeProperties(
    @DefaultValue("2") int consumers,
    @DefaultValue("500") int maxBatch,
    @DefaultValue("true") boolean fastPath) {}
