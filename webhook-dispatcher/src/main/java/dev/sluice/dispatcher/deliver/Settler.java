package dev.sluice.dispatcher.deliver;

import dev.sluice.batch.Batcher;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.work.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Brings settlements home; what the database refuses for its content, without that. An outcome is
 * kept, and its permit with it, for as long as the database is away: the fence tells whether it
 * still holds, not the time that has passed. Given up only when the process is about to end.
 */
final class Settler implements AutoCloseable {

  /** What became of a settlement. */
  enum Answer {
    ACCEPTED,
    /** The delivery is, or was, somebody else's; nothing was written. */
    REFUSED,
    /** Nobody could say. The delivery comes back once its worker is known to be gone, or late. */
    LOST
  }

  private static final Logger log = LoggerFactory.getLogger(Settler.class);
  private static final Batcher.Bounds BOUNDS = new Batcher.Bounds(200, 1000, 2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Batcher<Settlement, Boolean> batcher;
  private final Settlements settlements;
  private final RetryPolicy retries;
  private volatile boolean ending;

  Settler(Settlements settlements, RandomGenerator random) {
    this.settlements = settlements;
    this.batcher =
        new Batcher<>(
            "settle",
            BOUNDS,
            batch -> settlements.write(batch.stream().map(Settlement::row).toList()));
    this.retries = RetryPolicy.unlimited(FIRST_PAUSE, LONGEST_PAUSE, random);
  }

  /** Waits for the answer. An interrupt ends the wait only once {@link #end} was called. */
  Answer settle(Settlement settlement) {
    Settlement toWrite = settlement;
    boolean reduced = false;
    int failures = 0;
    while (true) {
      try {
        return batcher.call(toWrite) ? Answer.ACCEPTED : Answer.REFUSED;
      } catch (RejectedExecutionException _) {
        return Answer.LOST;
      } catch (DataAccessException | TransactionException e) {
        if (Batcher.isBecauseOfAnItem(e)) {
          log.error("{} cannot be settled as it is", settlement.claim(), e);
          if (reduced || !(toWrite instanceof Settlement.Attempted attempted)) {
            return Answer.LOST;
          }
          toWrite = attempted.withoutContent();
          reduced = true;
          continue;
        }
        failures++;
        if (!pause(failures)) {
          return Answer.LOST;
        }
      }
    }
  }

  private boolean pause(int failures) {
    try {
      Thread.sleep(retries.delay(failures, Optional.empty()));
      return true;
    } catch (InterruptedException _) {
      return !ending;
    }
  }

  /** From now on an interrupt makes who waits for a lost database give up. */
  void end() {
    ending = true;
  }

  /** Settlements that wait to be written. */
  int queued() {
    return batcher.queued();
  }

  /** Writes what is queued, then tells the endpoints once more what they were not told yet. */
  @Override
  public void close() {
    batcher.close();
    try {
      settlements.carryOn();
    } catch (DataAccessException | TransactionException e) {
      log.warn("some outcomes do not reach their endpoints: {}", e.getMessage());
    }
  }
}
