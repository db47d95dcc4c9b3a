package dev.sluice.processor.run;

import dev.sluice.batch.Batcher;
import dev.sluice.processor.settle.Settlement;
import dev.sluice.processor.settle.Settler;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Settles although the database may be away: an answer that was paid for is kept in memory and
 * written when the database is back. Should the job have gone to somebody else by then, the fence
 * refuses it. Ends early only where the process is shutting down and its grace is over.
 */
public final class RetryingSettler {

  /** What became of a settlement. */
  enum Written {
    SETTLED,
    /** Somebody else owns the job; the outcome was dropped. */
    REFUSED,
    /** The job is to be cancelled; the outcome was dropped. */
    CANCELLED,
    /** The database will not take it, whenever it is asked. */
    UNSTORABLE,
    /** The process ends with the database away; the reaper will return the job. */
    GIVEN_UP
  }

  private static final Logger log = LoggerFactory.getLogger(RetryingSettler.class);

  private final Settler settler;
  private final BooleanSupplier draining;
  private final Duration retryEvery;

  public RetryingSettler(Settler settler, BooleanSupplier draining, Duration retryEvery) {
    this.settler = settler;
    this.draining = draining;
    this.retryEvery = retryEvery;
  }

  Written settle(Settlement settlement) {
    // An abort or a cancellation that came in before the call had ended has been dealt with.
    boolean _ = Thread.interrupted();
    while (true) {
      try {
        return switch (settler.settle(settlement)) {
          case WRITTEN -> Written.SETTLED;
          case TAKEN_OVER -> Written.REFUSED;
          case CANCELLED -> Written.CANCELLED;
        };
      } catch (RejectedExecutionException _) {
        return Written.GIVEN_UP;
      } catch (DataAccessException | TransactionException e) {
        if (Batcher.isBecauseOfAnItem(e)) {
          log.error("{}: the database refuses its outcome", settlement.job(), e);
          return Written.UNSTORABLE;
        }
        log.warn("{} not settled yet: {}", settlement.job(), e.getMessage());
        if (!pause()) {
          return Written.GIVEN_UP;
        }
      }
    }
  }

  /** Waits; false where the process's grace ended meanwhile. */
  private boolean pause() {
    try {
      Thread.sleep(retryEvery);
      return true;
    } catch (InterruptedException _) {
      // A lost lease interrupts too, but the answer may still be the first: the fence decides.
      return !draining.getAsBoolean();
    }
  }
}
