package dev.sluice.simulator.wire;

import org.jspecify.annotations.Nullable;

/**
 * An error as the client gets to see it.
 *
 * @param parameter the request field at fault, if it is one
 * @param requestId as in the response header
 */
public record Fault(int status, String message, @Nullable String parameter, String requestId) {}
