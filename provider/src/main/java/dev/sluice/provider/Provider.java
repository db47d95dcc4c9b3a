package dev.sluice.provider;

import java.util.function.Consumer;

/**
 * A service that runs models. A call blocks the calling thread and ends no later than its {@link
 * ProviderCall#deadline()}. Whatever a provider, a network or a deadline can do is an {@link
 * Outcome}, never an exception.
 *
 * <p>Calls are made on virtual threads. Interrupting the thread aborts its call: the connection to
 * the provider is closed within a second, the outcome is {@link Outcome.Aborted}, and the interrupt
 * status is set again. Thread-safe.
 */
public interface Provider {

  /** Requests a whole answer. */
  Outcome complete(ProviderCall call);

  /**
   * Requests a streamed answer. The sink gets each piece as soon as it has arrived, in order, on
   * the calling thread; a slow sink slows the provider down. The outcome of a completed stream has
   * the whole answer.
   *
   * <p>After the first piece a call is not retried: a stream that breaks is {@link
   * Outcome.Retryable}, and its pieces are part of a failed answer. An exception of the sink closes
   * the connection and is rethrown.
   */
  Outcome stream(ProviderCall call, Consumer<Delta> sink);
}
