package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt reached its receiver, as far as it got.
 *
 * @param address the address that was connected to, or tried last, as text; absent where none was
 * @param protocol {@code HTTP/1.1}; absent where there was no connection
 */
public record Trace(@Nullable String address, @Nullable String protocol, Phases phases) {

  public static final Trace NONE = new Trace(null, null, Phases.NONE);

  public Trace {
    requireNonNull(phases);
  }
}
