package dev.sluice.api.keys;

import org.jspecify.annotations.Nullable;

/** A key's own limits; absent ones are the default's. */
public record Limits(
    @Nullable Integer requestsPerMinute,
    @Nullable Integer requestsPerHour,
    @Nullable Integer tokensPerMinute) {}
