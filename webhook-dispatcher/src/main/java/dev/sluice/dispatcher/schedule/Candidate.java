package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;

/**
 * A destination with due deliveries that may get permits.
 *
 * @param used what its running attempts use
 * @param room how many more permits it may get
 * @param need the estimated size of a body
 * @param served when it last got a permit, as a sequence number
 */
record Candidate(
    String destination,
    String tenant,
    PermitUsage used,
    int room,
    long need,
    Standing standing,
    long served) {}
