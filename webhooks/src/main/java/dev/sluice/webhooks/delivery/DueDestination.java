package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A destination with deliveries that wait to be sent.
 *
 * @param endpoint absent for the webhooks of jobs themselves
 * @param version of the endpoint: another one whenever it was changed, enabled or disabled; zero
 *     for the webhooks of jobs themselves
 * @param asked another one whenever somebody asked for a delivery, by a test or a retry; zero
 *     before that, and for the webhooks of jobs themselves
 * @param in until the first of them is due; not positive where it is
 * @param unpaced whether it has a rate limit and no row yet that keeps its pace
 */
public record DueDestination(
    String name,
    String tenant,
    @Nullable UUID endpoint,
    long version,
    long asked,
    Duration in,
    boolean unpaced) {}
