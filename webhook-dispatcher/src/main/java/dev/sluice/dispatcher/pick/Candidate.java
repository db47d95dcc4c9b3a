package dev.sluice.dispatcher.pick;

/**
 * A destination with something due that may get permits.
 *
 * @param used what it has
 * @param room how many more permits it may have
 * @param need estimated bytes of each body
 * @param served when it last got a permit, as a running number
 */
record Candidate(
    String destination,
    String tenant,
    PermitUsage used,
    int room,
    long need,
    Standing standing,
    long served) {}
