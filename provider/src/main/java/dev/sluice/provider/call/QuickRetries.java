package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.UniformRandomBackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * Repeats an exchange of which not one byte came back. {@link Failure.Trouble#CONNECTION} says so
 * by definition, so a streamed piece is never followed by a repeat.
 */
final class QuickRetries {

  interface Try {
    Outcome run() throws UpstreamException, InterruptedException;
  }

  private final QuickRetrySettings settings;
  private final Runnable onRetry;

  QuickRetries(QuickRetrySettings settings, Runnable onRetry) {
    this.settings = settings;
    this.onRetry = onRetry;
  }

  /**
   * @throws UpstreamException of the last try
   */
  Outcome run(Deadline deadline, Try exchange) throws UpstreamException, InterruptedException {
    try {
      return template(deadline)
          .execute(
              (RetryCallback<Outcome, Exception>)
                  context -> {
                    if (context.getRetryCount() > 0) {
                      onRetry.run();
                    }
                    return exchange.run();
                  });
    } catch (UpstreamException | InterruptedException thrown) {
      throw thrown;
    } catch (BackOffInterruptedException _) {
      throw new InterruptedException();
    } catch (RuntimeException bug) {
      throw bug;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private RetryTemplate template(Deadline deadline) {
    RetryTemplate template = new RetryTemplate();
    template.setRetryPolicy(new ConnectionPolicy(deadline));
    UniformRandomBackOffPolicy pause = new UniformRandomBackOffPolicy();
    pause.setMinBackOffPeriod(settings.minDelay().toMillis());
    pause.setMaxBackOffPeriod(settings.maxDelay().toMillis());
    template.setBackOffPolicy(pause);
    return template;
  }

  private final class ConnectionPolicy extends SimpleRetryPolicy {

    private static final long serialVersionUID = 1;

    private final transient Deadline deadline;

    ConnectionPolicy(Deadline deadline) {
      super(1 + settings.retries());
      this.deadline = deadline;
    }

    @Override
    public boolean canRetry(RetryContext context) {
      Throwable last = context.getLastThrowable();
      return last == null
          || (last instanceof UpstreamException exception
              && exception.failure() == Failure.Trouble.CONNECTION
              && deadline.remaining().compareTo(settings.maxDelay()) > 0
              && super.canRetry(context));
    }
  }
}
