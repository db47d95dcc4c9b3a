package dev.sluice.work;

import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * Exponential backoff with full jitter: the delay after failure n is uniform between zero and
 * {@code base · 2^(n-1)}, capped (Brooker, "Exponential Backoff And Jitter"). If the other side
 * asked for a delay, such as in {@code Retry-After}, the jitter is added to it. Retries either
 * happen in {@link #run}, or the caller stores the {@link #delay}. The only class that uses
 * spring-retry (ADR 33). Thread-safe if its random generator is.
 */
public final class RetryPolicy {

  private static final int MAX_DOUBLINGS = 30;

  private final RetryTemplate template = new RetryTemplate();
  private final Duration base;
  private final Duration cap;
  private final RandomGenerator random;

  /** One attempt. */
  public interface Attempt<T> {

    /**
     * @param number 1 for the first
     */
    T run(int number);
  }

  /**
   * @param maxRetries attempts after the first
   * @param base upper bound of the first delay
   * @param cap upper bound of any delay that the other side did not ask for
   */
  public RetryPolicy(int maxRetries, Duration base, Duration cap, RandomGenerator random) {
    if (maxRetries < 0 || !base.isPositive() || cap.compareTo(base) < 0) {
      throw new IllegalArgumentException("0 <= maxRetries and 0 < base <= cap must hold");
    }
    this.base = base;
    this.cap = cap;
    this.random = random;
    template.setRetryPolicy(new SimpleRetryPolicy(1 + maxRetries, Map.of(Failed.class, true)));
    template.setBackOffPolicy(new Delays());
  }

  /** A policy for callers that count the attempts themselves. */
  public static RetryPolicy unlimited(Duration base, Duration cap, RandomGenerator random) {
    return new RetryPolicy(Integer.MAX_VALUE - 1, base, cap, random);
  }

  /**
   * The delay before the next attempt.
   *
   * @param failures failed attempts so far, at least 1
   * @param floor what the other side asked for
   */
  public Duration delay(int failures, Optional<Duration> floor) {
    int doublings = Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
    long ceiling = Math.min(cap.toNanos(), saturatedShift(base.toNanos(), doublings));
    return floor.orElse(Duration.ZERO).plusNanos(random.nextLong(ceiling + 1));
  }

  private static long saturatedShift(long value, int doublings) {
    return value > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE - 1 : value << doublings;
  }

  /**
   * The result of the last attempt. There is no further one if the delay would exceed the remaining
   * time, or if the other side asks for more than {@link #cap}.
   *
   * @param floor whether to retry after this result; empty for no, else the delay that the other
   *     side asks for, zero for none
   * @param remaining the time left
   * @throws InterruptedException if the thread was interrupted during a delay
   */
  public <T> T run(
      Attempt<T> attempt, Function<T, Optional<Duration>> floor, Supplier<Duration> remaining)
      throws InterruptedException {
    try {
      return template.execute(context -> {
        int number = context.getRetryCount() + 1;
        T result = attempt.run(number);
        Optional<Duration> wanted = floor.apply(result);
        if (wanted.isEmpty() || wanted.get().compareTo(cap) > 0) {
          return result;
        }
        Duration delay = delay(number, wanted);
        if (delay.compareTo(remaining.get()) >= 0) {
          return result;
        }
        throw new Failed(result, delay);
      });
    } catch (Failed last) {
      @SuppressWarnings("unchecked") // Thrown above.
      T result = (T) last.result;
      return result;
    } catch (BackOffInterruptedException _) {
      throw new InterruptedException();
    }
  }

  /** Takes a result through the template. */
  private static final class Failed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
    private final transient Object result;
    private final transient Duration delay;

    Failed(Object result, Duration delay) {
      super("", null, false, false);
      this.result = result;
      this.delay = delay;
    }
  }

  private static final class Delays implements BackOffPolicy {

    private static final class Context implements BackOffContext {
      @Serial private static final long serialVersionUID = 1;
      private final transient RetryContext retry;

      Context(RetryContext retry) {
        this.retry = retry;
      }
    }

    @Override
    public BackOffContext start(RetryContext context) {
      return new Context(context);
    }

    @Override
    public void backOff(BackOffContext context) {
      if (((Context) context).retry.getLastThrowable() instanceof Failed failed) {
        try {
          Thread.sleep(failed.delay);
        } catch (InterruptedException e) {
          throw new BackOffInterruptedException("interrupted", e);
        }
      }
    }
  }
}
