package dev.sluice.processor.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The wait after a failed attempt: exponential with full jitter, never shorter than the provider's
 * Retry-After.
 *
 * @param base upper bound of the wait after the first failure; doubles with each further one
 * @param cap upper bound of the computed wait
 */
@ConfigurationProperties(prefix = "sluice.retry", ignoreUnknownFields = false)
public record RetryProperties(
    @DefaultValue("2s") Duration base, @DefaultValue("5m") Duration cap) {}
