package dev.sluice.processor.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How submissions are taken in.
 *
 * @param consumers consumers of this process; together with those of other processes no more than
 *     the topic has partitions are of use
 * @param maxBatch records polled and stored together
 * @param fastPath whether jobs may be claimed by the statement that stores them
 */
@ConfigurationProperties(prefix = "sluice.intake", ignoreUnknownFields = false)
public record IntakeProperties(
    @DefaultValue("2") int consumers,
    @DefaultValue("500") int maxBatch,
    @DefaultValue("true") boolean fastPath) {}
