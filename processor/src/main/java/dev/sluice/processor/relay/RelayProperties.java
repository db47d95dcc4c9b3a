package dev.sluice.processor.relay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events are published from the outbox.
 *
 * @param batch events per batch
 * @param batchSize of the data of a batch; a single event may exceed it
 * @param pollEvery how often it polls for events of other processes, or for the lock
 */
@ConfigurationProperties(prefix = "sluice.relay", ignoreUnknownFields = false)
public record RelayProperties(
    @DefaultValue("1000") int batch,
    @DefaultValue("16MB") DataSize batchSize,
    @DefaultValue("100ms") Duration pollEvery) {}
