package dev.sluice.processor.relay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events get from the outbox to the topic.
 *
 * @param batch events read, published and deleted together
 * @param batchSize upper bound of a batch's data; a single event may exceed it
 * @param pollEvery longest wait until an event is noticed that another process wrote; also how
 *     often a process without the lock tries for it
 */
@ConfigurationProperties(prefix = "sluice.relay", ignoreUnknownFields = false)
public record RelayProperties(
    @DefaultValue("1000") int batch,
    @DefaultValue("16MB") DataSize batchSize,
    @DefaultValue("100ms") Duration pollEvery) {}
