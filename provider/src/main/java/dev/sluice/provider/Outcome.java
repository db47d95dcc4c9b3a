package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.chat.ChatResult;
import dev.sluice.job.JobError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of a call. */
public sealed interface Outcome {

  /** The model answered, even if a length limit cut the answer short. */
  record Completed(ChatResult result) implements Outcome {
    public Completed {
      requireNonNull(result);
    }
  }

  /**
   * The same call may succeed later.
   *
   * @param retryAfter how long the provider asks to wait; absent if it does not say; never negative
   */
  record Retryable(JobError error, @Nullable Duration retryAfter) implements Outcome {
    public Retryable {
      requireNonNull(error);
    }
  }

  /** The same call would fail again. */
  record Permanent(JobError error) implements Outcome {
    public Permanent {
      requireNonNull(error);
    }
  }

  /** The deadline passed first; the connection is closed. */
  record DeadlinePassed() implements Outcome {}

  /** The calling thread was interrupted; the connection is closed. */
  record Aborted() implements Outcome {}
}
