package dev.sluice.dispatcher.pick;

/**
 * A destination with something due that may get permits.
 *
 * @param held what it has
 * @param room how many more permits it may have
 * @param need bytes that each of them is thought to take
 * @param served when it was last given one, as a running number
 */
record Candidate(
    String destination,
    String tenant,
    Use held,
    int room,
    long need,
    Standing standing,
    long served) {}
