package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A destination with pending deliveries.
 *
 * @param endpoint null for the webhooks of jobs
 * @param version of the endpoint: changes whenever the endpoint is changed, enabled or disabled;
 *     zero for the webhooks of jobs
 * @param asked changes whenever a test or a manual retry is requested; zero before the first, and
 *     for the webhooks of jobs
 * @param in until the first delivery is due; not positive if it is
 * @param unpaced whether it has a rate limit but no row for its rate yet
 */
public record DueDestination(
    String name,
    String tenant,
    @Nullable UUID endpoint,
    long version,
    long asked,
    Duration in,
    boolean unpaced) {}
