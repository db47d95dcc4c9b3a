package dev.sluice.provider.call;

import dev.sluice.provider.Delta;

/** Takes the pieces of an answer as they arrive; blocks while the taker is behind. */
@FunctionalInterface
public interface Emitter {

  /** For answers that come whole. */
  Emitter NONE = _ -> {};

  void emit(Delta delta) throws InterruptedException;
}
