package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Which way an attempt took, as far as it got.
 *
 * @param address the address that was connected to, or tried last, as text; absent where it did not
 *     come to that
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}; absent where there was no connection
 * @param resent whether the request went out twice, and the first one may have arrived
 */
public record Trace(
    @Nullable String address, @Nullable String protocol, Phases phases, boolean resent) {

  public static final Trace NONE = new Trace(null, null, Phases.NONE, false);

  public Trace {
    requireNonNull(phases);
  }
}
