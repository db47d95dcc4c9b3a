package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes a {@link Provider} of an {@link Upstream}: at most so many exchanges at a time, first come
 * first served; waiting for a permit, where the call's patience does not end that before, quick
 * retries and the exchange itself all end with the call's deadline and with an abort.
 */
public final class GuardedProvider implements Provider, AutoCloseable {

  private interface Request {
    Outcome send(Emitter emitter) throws UpstreamException, InterruptedException;
  }

  private final String name;
  private final Upstream upstream;
  private final Semaphore permits;
  private final QuickRetries quickRetries;
  private final ProviderMetrics metrics;

  public GuardedProvider(
      String name,
      Upstream upstream,
      int maxInFlight,
      QuickRetrySettings quickRetries,
      ProviderMetrics metrics) {
    this.name = name;
    this.upstream = upstream;
    this.permits = new Semaphore(maxInFlight, true);
    this.quickRetries = new QuickRetries(quickRetries, () -> metrics.retried(name));
    this.metrics = metrics;
    metrics.watch(name, () -> maxInFlight - permits.availablePermits());
  }

  @Override
  public Outcome complete(ProviderCall call) {
    return run(call, _ -> {}, _ -> upstream.complete(call));
  }

  @Override
  public Outcome stream(ProviderCall call, Consumer<Delta> sink) {
    return run(call, sink, emitter -> upstream.stream(call, emitter));
  }

  /** The models that the provider says it has; takes no permit. */
  public List<String> models(Deadline deadline) throws UpstreamException {
    return upstream.models(deadline);
  }

  @Override
  public void close() {
    upstream.close();
  }

  private Outcome run(ProviderCall call, Consumer<Delta> sink, Request request) {
    return metrics.timed(
        name,
        () ->
            Exchange.run(
                "provider-" + name,
                call.deadline(),
                sink,
                emitter -> permitted(call, emitter, request)));
  }

  private Outcome permitted(ProviderCall call, Emitter emitter, Request request)
      throws InterruptedException {
    // The permit stays with the exchange until its connection is free again, even where the caller
    // has left before.
    Duration remaining = call.deadline().remaining();
    Duration patience = call.patience();
    Duration wait = patience != null && patience.compareTo(remaining) < 0 ? patience : remaining;
    if (!permits.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return call.deadline().hasPassed()
          ? new Outcome.DeadlinePassed()
          : new Outcome.Retryable(ProviderErrors.BUSY, null);
    }
    try {
      return quickRetries.run(call.deadline(), () -> request.send(emitter));
    } catch (UpstreamException exception) {
      return FailureTable.outcome(exception.failure());
    } finally {
      permits.release();
    }
  }
}
