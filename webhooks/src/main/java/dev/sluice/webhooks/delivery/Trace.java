package dev.sluice.webhooks.delivery;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt reached its receiver, as far as it got. The durations are in microseconds and null
 * for phases that did not take place, such as all but the last on a reused connection; a phase that
 * failed has the time until the failure.
 *
 * @param address the address that was connected to, or tried last; null if none was
 * @param protocol {@code HTTP/1.1}; null if there was no connection
 * @param dnsMicros resolving the host
 * @param connectMicros connecting, from the first address that was tried
 * @param tlsMicros the TLS handshake
 * @param firstByteMicros from writing the request until the head of the response was read
 */
public record Trace(
    @Nullable String address,
    @Nullable String protocol,
    @Nullable Integer dnsMicros,
    @Nullable Integer connectMicros,
    @Nullable Integer tlsMicros,
    @Nullable Integer firstByteMicros) {

  public static final Trace NONE = new Trace(null, null, null, null, null, null);
}
