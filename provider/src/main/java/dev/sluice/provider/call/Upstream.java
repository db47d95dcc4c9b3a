package dev.sluice.provider.call;

import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;

/**
 * One exchange with a provider over its own protocol. It runs on a virtual thread; interrupting
 * that thread closes the connection. It does not repeat anything, and whatever goes wrong between
 * the two ends is an {@link UpstreamException}.
 */
public interface Upstream extends AutoCloseable {

  Outcome complete(ProviderCall call) throws UpstreamException, InterruptedException;

  Outcome stream(ProviderCall call, Emitter emitter) throws UpstreamException, InterruptedException;

  /** Closes idle connections. */
  @Override
  void close();
}
