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
 * first served; waiting for a permit (at most for the call's patience), quick retries and the
 * exchange itself all end with the call's deadline and with an interrupt.
 */
public final class GuardedProvider implements Provider, AutoCloseable {

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
    return run(call, () -> upstream.complete(call));
  }

  @Override
  public Outcome stream(ProviderCall call, Consumer<Delta> sink) {
    return run(call, () -> upstream.stream(call, sink));
  }

  /** The models that the provider says it has; takes no permit. */
  public List<String> models(Deadline deadline) throws UpstreamException {
    return upstream.models(deadline);
  }

  @Override
  public void close() {
    upstream.close();
  }

  private Outcome run(ProviderCall call, QuickRetries.Try exchange) {
    return metrics.timed(
        name,
        () -> {
          try {
            return permitted(call, exchange);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Aborted();
          }
        });
  }

  private Outcome permitted(ProviderCall call, QuickRetries.Try exchange)
      throws InterruptedException {
    Deadline deadline = call.deadline();
    Duration remaining = deadline.remaining();
    Duration patience = call.patience();
    Duration wait = patience != null && patience.compareTo(remaining) < 0 ? patience : remaining;
    boolean permitted = permits.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    try {
      if (deadline.hasPassed()) {
        return new Outcome.DeadlinePassed();
      }
      return permitted
          ? quickRetries.run(deadline, exchange)
          : new Outcome.Retryable(ProviderErrors.BUSY, null);
    } catch (UpstreamException exception) {
      return failed(exception.failure(), deadline);
    } finally {
      if (permitted) {
        permits.release();
      }
    }
  }

  /** An interrupt and the deadline close the connection, which looks as if it had broken. */
  private static Outcome failed(Failure failure, Deadline deadline) {
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Aborted();
    }
    return failure instanceof Failure.Trouble && deadline.hasPassed()
        ? new Outcome.DeadlinePassed()
        : FailureTable.outcome(failure);
  }
}
