package dev.sluice.dispatcher.deliver;

import dev.sluice.batch.Batcher;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.work.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes settlements in batches. Keeps an outcome, and its permit, for as long as the database is
 * unavailable: the fence decides whether it is still accepted, not the time that has passed. Gives
 * up only at shutdown. The dispatcher closes it.
 */
@Component
final class DeliverySettler implements AutoCloseable {

  enum Result {
    ACCEPTED,
    /** Another dispatcher has claimed the delivery; nothing was written. */
    REFUSED,
    /** Unknown. The delivery becomes due again after its lease or its deadline. */
    LOST
  }

  private static final Logger log = LoggerFactory.getLogger(DeliverySettler.class);
  private static final Batcher.Bounds BOUNDS = new Batcher.Bounds(200, 1000, 2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Batcher<DeliverySettlement, Boolean> batcher;
  private final Settlements settlements;
  private final RetryPolicy retries;
  private volatile boolean stopping;

  DeliverySettler(Settlements settlements, RandomGenerator random) {
    this.settlements = settlements;
    this.batcher = new Batcher<>("settle", BOUNDS, settlements::write);
    this.retries = RetryPolicy.unlimited(FIRST_PAUSE, LONGEST_PAUSE, random);
  }

  /**
   * Waits for the result. An interrupt ends the wait only after {@link #stopWaiting}. If the
   * database refuses the content of a settlement, it is written without.
   */
  Result settle(DeliverySettlement settlement) {
    DeliverySettlement toWrite = settlement;
    boolean reduced = false;
    int failures = 0;
    while (true) {
      try {
        return batcher.call(toWrite) ? Result.ACCEPTED : Result.REFUSED;
      } catch (RejectedExecutionException _) {
        return Result.LOST;
      } catch (DataAccessException | TransactionException e) {
        if (Batcher.isBecauseOfAnItem(e)) {
          log.error("the database refuses the settlement of {}", settlement.claim(), e);
          if (reduced || settlement.outcome() == null) {
            return Result.LOST;
          }
          toWrite = settlement.withoutContent();
          reduced = true;
        } else {
          failures++;
          if (!pause(failures)) {
            return Result.LOST;
          }
        }
      }
    }
  }

  private boolean pause(int failures) {
    try {
      Thread.sleep(retries.delay(failures, Optional.empty()));
      return true;
    } catch (InterruptedException _) {
      return !stopping;
    }
  }

  /** From now on an interrupt ends the wait for an unavailable database. */
  void stopWaiting() {
    stopping = true;
  }

  /** Writes what is queued, and tries the deferred outcomes of endpoints once more. */
  @Override
  public void close() {
    batcher.close();
    try {
      settlements.applyDeferred();
    } catch (DataAccessException | TransactionException e) {
      log.warn("some outcomes were not applied to their endpoints: {}", e.getMessage());
    }
  }
}
