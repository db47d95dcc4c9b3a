package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import java.util.List;

/**
 * One exchange with a provider over its own protocol. It runs on a virtual thread; interrupting
 * that thread closes the connection. It does not repeat anything, and whatever goes wrong between
 * the two ends is an {@link UpstreamException}.
 */
public interface Upstream extends AutoCloseable {

  /** Beyond it a provider's list is cut. */
  int MAX_MODELS = 1000;

  Outcome complete(ProviderCall call) throws UpstreamException, InterruptedException;

  Outcome stream(ProviderCall call, Emitter emitter) throws UpstreamException, InterruptedException;

  /**
   * The models that the provider lists, in its order; at most {@value #MAX_MODELS}. The time that
   * the list's first byte may take is what the deadline leaves.
   */
  List<String> models(Deadline deadline) throws UpstreamException;

  /** Closes idle connections. */
  @Override
  void close();
}
