package dev.sluice.api.chat;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * Repeats a call that the provider refused for the moment (429, 5xx) while nothing of an answer has
 * come and time is left. Pauses are exponential with full jitter, and never shorter than the
 * provider asks; where it asks for more than the greatest pause or the time that is left, its
 * answer stands. Connection trouble is repeated within the provider's call and not again here.
 */
final class ChatRetries {

  private static final Set<String> WORTH_REPEATING =
      Set.of(
          ProviderErrors.RATE_LIMITED.code(),
          ProviderErrors.OVERLOADED.code(),
          ProviderErrors.UNAVAILABLE.code());

  private final ChatProperties.Retries settings;

  ChatRetries(ChatProperties.Retries settings) {
    this.settings = settings;
  }

  /**
   * The outcome of the last try.
   *
   * @param begun whether a piece of the answer has been handed on
   */
  Outcome run(Deadline deadline, BooleanSupplier begun, Supplier<Outcome> call) {
    RetryTemplate template = new RetryTemplate();
    template.setRetryPolicy(new Policy(deadline));
    template.setBackOffPolicy(new Pauses());
    try {
      return template.execute(
          context -> {
            Outcome outcome = outcome(call);
            if (outcome instanceof Outcome.Retryable refusal
                && WORTH_REPEATING.contains(refusal.error().code())
                && !begun.getAsBoolean()) {
              throw new Refused(refusal, pause(refusal, context.getRetryCount()));
            }
            return outcome;
          },
          context -> refused(context).outcome);
    } catch (BackOffInterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.Aborted();
    }
  }

  /** What a chat that was aborted while it handed on a piece comes to. */
  private static Outcome outcome(Supplier<Outcome> call) {
    try {
      return call.get();
    } catch (CancellationException _) {
      return new Outcome.Aborted();
    }
  }

  private Duration pause(Outcome.Retryable refusal, int retries) {
    long ceiling =
        Math.min(settings.maxDelay().toMillis(), settings.minDelay().toMillis() << (retries + 1));
    Duration drawn =
        Duration.ofMillis(
            ThreadLocalRandom.current().nextLong(settings.minDelay().toMillis(), ceiling + 1));
    Duration advice = refusal.retryAfter();
    return advice != null && advice.compareTo(drawn) > 0 ? advice : drawn;
  }

  private static Refused refused(RetryContext context) {
    if (context.getLastThrowable() instanceof Refused refused) {
      return refused;
    }
    throw new IllegalStateException(context.getLastThrowable());
  }

  /** Carries an outcome through the template. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome.Retryable outcome;
    private final transient Duration pause;

    Refused(Outcome.Retryable outcome, Duration pause) {
      super(outcome.error().code(), null, false, false);
      this.outcome = outcome;
      this.pause = pause;
    }
  }

  private final class Policy extends SimpleRetryPolicy {
    private static final long serialVersionUID = 1L;
    private final transient Deadline deadline;

    Policy(Deadline deadline) {
      super(1 + settings.max());
      this.deadline = deadline;
    }

    @Override
    public boolean canRetry(RetryContext context) {
      return context.getLastThrowable() == null
          || (context.getLastThrowable() instanceof Refused refused
              && refused.pause.compareTo(settings.maxDelay()) <= 0
              && refused.pause.compareTo(deadline.remaining()) < 0
              && super.canRetry(context));
    }
  }

  private static final class Pauses implements BackOffPolicy {

    private static final class Context implements BackOffContext {
      private static final long serialVersionUID = 1L;
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
      try {
        TimeUnit.NANOSECONDS.sleep(refused(((Context) context).retry).pause.toNanos());
      } catch (InterruptedException e) {
        throw new BackOffInterruptedException("a repeat was given up", e);
      }
    }
  }
}
