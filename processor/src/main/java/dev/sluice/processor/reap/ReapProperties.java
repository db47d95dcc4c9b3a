package dev.sluice.processor.reap;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs are recovered.
 *
 * @param every how often each processor looks
 * @param deadlineGrace how long past a job's deadline its worker may take to say so itself; longer
 *     than the lease, so that a job whose worker died is retried rather than called late
 * @param batch jobs taken by one statement; more follow at once
 */
@ConfigurationProperties(prefix = "sluice.reap", ignoreUnknownFields = false)
public record ReapProperties(
    @DefaultValue("1s") Duration every,
    @DefaultValue("25s") Duration deadlineGrace,
    @DefaultValue("500") int batch) {}
