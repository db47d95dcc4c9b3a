package dev.sluice.dispatcher.send;

import org.jspecify.annotations.Nullable;

/**
 * How long the parts of an attempt took, in microseconds; absent where one did not happen, as all
 * but the last on a connection that was kept alive. A phase that failed is present with the time
 * until it did.
 *
 * @param dnsMicros finding the host's addresses; absent where the URL has one
 * @param connectMicros from the first address that was tried to a connection
 * @param tlsMicros the TLS handshake
 * @param firstByteMicros from handing the request to the connection until the response's head was
 *     in
 */
public record Phases(
    @Nullable Integer dnsMicros,
    @Nullable Integer connectMicros,
    @Nullable Integer tlsMicros,
    @Nullable Integer firstByteMicros) {

  static final Phases NONE = new Phases(null, null, null, null);
}
