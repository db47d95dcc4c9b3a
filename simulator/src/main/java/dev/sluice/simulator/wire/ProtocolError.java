package dev.sluice.simulator.wire;

import org.jspecify.annotations.Nullable;

/**
 * An error as sent to the client.
 *
 * @param parameter the invalid request field, if any
 * @param requestId as in the response header
 */
public record ProtocolError(
    int status, String message, @Nullable String parameter, String requestId) {}
