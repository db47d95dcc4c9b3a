package dev.sluice.processor.reap;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs are recovered.
 *
 * @param every how often each processor scans
 * @param deadlineGrace how long after a job's deadline its worker may still settle it; longer than
 *     the lease, so that a job whose worker died is retried rather than timed out
 * @param batch jobs per statement
 */
@ConfigurationProperties(prefix = "sluice.reap", ignoreUnknownFields = false)
public record ReapProperties(
    @DefaultValue("1s") Duration every,
    @DefaultValue("25s") Duration deadlineGrace,
    @DefaultValue("500") int batch) {}
