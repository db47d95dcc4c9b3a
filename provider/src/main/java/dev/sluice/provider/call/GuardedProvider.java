package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.work.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Adds permits, quick retries and metrics to an {@link Upstream}. Permits are granted in order;
 * waiting for one, retries and the exchange itself all end at the call's deadline and on an
 * interrupt. An exchange is retried only if no byte of a response arrived, so a streamed piece is
 * never followed by a retry.
 */
public final class GuardedProvider implements Provider, AutoCloseable {

  /** Short outages, such as a reload of a load balancer, should not use up all attempts. */
  private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(100);

  private interface Exchange {
    Outcome run() throws UpstreamException;
  }

  private record Attempt(Outcome outcome, boolean retryable) {}

  private final String name;
  private final Upstream upstream;
  private final Semaphore permits;
  private final RetryPolicy quickRetries;
  private final ProviderMetrics metrics;

  public GuardedProvider(
      String name,
      Upstream upstream,
      int maxInFlight,
      RetryPolicy quickRetries,
      ProviderMetrics metrics) {
    this.name = name;
    this.upstream = upstream;
    this.permits = new Semaphore(maxInFlight, true);
    this.quickRetries = quickRetries;
    this.metrics = metrics;
    metrics.observeInFlight(name, () -> maxInFlight - permits.availablePermits());
  }

  @Override
  public Outcome complete(ProviderCall call) {
    return run(call, () -> upstream.complete(call));
  }

  @Override
  public Outcome stream(ProviderCall call, Consumer<Delta> sink) {
    return run(call, () -> upstream.stream(call, sink));
  }

  /** The models that the provider lists; takes no permit. */
  public List<String> models(Deadline deadline) throws UpstreamException {
    return upstream.models(deadline);
  }

  @Override
  public void close() {
    upstream.close();
  }

  private Outcome run(ProviderCall call, Exchange exchange) {
    return metrics.timed(
        name,
        () -> {
          try {
            return withPermit(call, exchange);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Aborted();
          }
        });
  }

  private Outcome withPermit(ProviderCall call, Exchange exchange) throws InterruptedException {
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
          ? withRetries(deadline, exchange)
          : new Outcome.Retryable(ProviderErrors.BUSY, null);
    } finally {
      if (permitted) {
        permits.release();
      }
    }
  }

  private Outcome withRetries(Deadline deadline, Exchange exchange) throws InterruptedException {
    return quickRetries
        .run(
            number -> {
              if (number > 1) {
                metrics.retried(name);
              }
              return attempt(deadline, exchange);
            },
            attempt -> attempt.retryable() ? Optional.of(MIN_RETRY_DELAY) : Optional.empty(),
            deadline::remaining)
        .outcome();
  }

  private static Attempt attempt(Deadline deadline, Exchange exchange) {
    try {
      return new Attempt(exchange.run(), false);
    } catch (UpstreamException exception) {
      Failure failure = exception.failure();
      return new Attempt(outcome(failure, deadline), failure.unanswered());
    }
  }

  /** An interrupt and the deadline close the connection, which looks as if it had broken. */
  private static Outcome outcome(Failure failure, Deadline deadline) {
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Aborted();
    }
    return failure.broken() && deadline.hasPassed()
        ? new Outcome.DeadlinePassed()
        : failure.outcome();
  }
}
