package dev.sluice.processor.run;

import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.wire.RequestBounds;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An attempt that runs in this process, until it is settled. Safe for all threads. */
public final class RunningAttempt {

  // A rough average for English, which costs nothing to compute.
  private static final double CHARACTERS_PER_TOKEN = 4;
  private static final double MAX_PROGRESS = 0.99;

  private final ClaimedJob job;
  private final PartialAnswer answer;
  private final long begunAt = System.nanoTime();
  private @Nullable Thread calling;
  private boolean cancelled;
  private volatile boolean ended;

  /**
   * An attempt that begins now.
   *
   * @param maxAnswer characters of the answer that are kept while it is generated
   */
  public RunningAttempt(ClaimedJob job, int maxAnswer) {
    this.job = job;
    this.answer = new PartialAnswer(maxAnswer);
  }

  public ClaimedJob job() {
    return job;
  }

  public PartialAnswer answer() {
    return answer;
  }

  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - begunAt);
  }

  /**
   * The share of the longest allowed answer that has been generated, or of 1000 tokens without a
   * limit; at most 0.99. Never falls, not even across attempts.
   */
  public double progress() {
    Integer limit = job.request().maxTokens();
    int maxTokens = limit == null ? RequestBounds.DEFAULT_MAX_TOKENS : limit;
    double estimate = answer.generated() / CHARACTERS_PER_TOKEN / maxTokens;
    return Math.max(job.progress(), Math.min(MAX_PROGRESS, estimate));
  }

  /**
   * Makes the call on this thread; {@link #cancel} interrupts it.
   *
   * @return what the call returned; empty without a call when the attempt was cancelled before
   */
  public <T> Optional<T> calling(Supplier<T> call) {
    synchronized (this) {
      if (cancelled) {
        return Optional.empty();
      }
      calling = Thread.currentThread();
    }
    try {
      return Optional.of(call.get());
    } finally {
      synchronized (this) {
        calling = null;
      }
    }
  }

  /**
   * Interrupts the call, or prevents it. Never interrupts what the thread does before or after the
   * call, such as settling. Repeating it has no effect.
   */
  public synchronized void cancel() {
    if (!cancelled) {
      cancelled = true;
      if (calling != null) {
        calling.interrupt();
      }
    }
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Whether the attempt is over and its answer final. */
  public boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
    answer.end();
  }

  @Override
  public String toString() {
    return "RunningAttempt[" + job + "]";
  }
}
