package dev.sluice.provider;

import java.util.function.Consumer;

/**
 * A service that runs models. Calls block the calling thread, which should be a virtual one; they
 * never throw for anything that a provider, a network or a deadline can do, every such thing is an
 * {@link Outcome}.
 *
 * <p>A call ends no later than its {@link ProviderCall#deadline()}. Interrupting the calling thread
 * aborts it: the connection to the provider is closed within one second, the outcome is {@link
 * Outcome.Aborted} and the thread's interrupt status is set again.
 *
 * <p>Safe for use by any number of threads.
 */
public interface Provider {

  /** Asks for a whole answer. */
  Outcome complete(ProviderCall call);

  /**
   * Asks for an answer piece by piece. Each piece is handed to the sink on the calling thread as
   * soon as it has arrived, in order; a sink that takes its time slows the provider down. The
   * outcome of a finished stream has the whole answer. Nothing is handed over after the call has
   * returned.
   *
   * <p>After the first piece a call is never repeated internally: a stream that breaks is {@link
   * Outcome.Retryable}, and what was handed over was part of a failed answer. An exception that the
   * sink throws closes the connection and is thrown on to the caller.
   */
  Outcome stream(ProviderCall call, Consumer<Delta> sink);
}
