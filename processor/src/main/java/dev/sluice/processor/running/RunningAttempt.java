package dev.sluice.processor.running;

import dev.sluice.processor.claim.ClaimedJob;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that this process holds, from its start until it is settled. Safe for all threads.
 */
public final class RunningAttempt {

  private final ClaimedJob job;
  private final PartialAnswer answer;
  private final LongSupplier nanoTime;
  private final long heldSince;
  private @Nullable Thread calling;
  private boolean cancelled;
  private volatile boolean ended;

  /**
   * @param maxAnswer characters of the answer that are kept while it is generated
   */
  public RunningAttempt(ClaimedJob job, int maxAnswer, LongSupplier nanoTime) {
    this.job = job;
    this.answer = new PartialAnswer(maxAnswer);
    this.nanoTime = nanoTime;
    this.heldSince = nanoTime.getAsLong();
  }

  public ClaimedJob job() {
    return job;
  }

  public PartialAnswer answer() {
    return answer;
  }

  /** For how long it has been held. */
  public Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - heldSince);
  }

  /** How far the job has come, below 1.0; never falls, across attempts neither. */
  public double progress() {
    return Math.max(
        job.progress(), Progress.estimate(answer.generated(), job.request().maxTokens()));
  }

  /**
   * Makes the attempt's call on this thread, as the one thing that {@link #cancel} interrupts.
   *
   * @return what the call returned; empty where the attempt was cancelled before, and no call made
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
   * Aborts the call where one is being made, and lets none begin. What runs on the thread before or
   * after the call, the settling above all, is never interrupted by this. Repeating it does
   * nothing.
   */
  public synchronized void cancel() {
    if (!cancelled) {
      cancelled = true;
      if (calling != null) {
        calling.interrupt();
      }
    }
  }

  /** Whether its client has asked to cancel the job, as far as this process knows yet. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Whether it is not held any more; the answer is all there will be. */
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
