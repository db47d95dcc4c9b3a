package dev.sluice.api.limit;

import dev.sluice.api.stored.Database;
import dev.sluice.api.stored.DatabaseAwayException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes rows that no longer say anything. Every replica does; twice does no harm. */
@Component
final class LimitHousekeeping {

  private static final Logger log = LoggerFactory.getLogger(LimitHousekeeping.class);
  private static final long EVERY_MILLIS = 600_000;
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final SharedBuckets buckets;
  private final JobReservations reservations;
  private final Database database;

  LimitHousekeeping(SharedBuckets buckets, JobReservations reservations, Database database) {
    this.buckets = buckets;
    this.reservations = reservations;
    this.database = database;
  }

  @Scheduled(fixedDelay = EVERY_MILLIS, initialDelay = EVERY_MILLIS)
  void forget() {
    try {
      int rows =
          database.callUnlessAway(BOUND, () -> buckets.forgetFull() + reservations.forgetOld());
      log.debug("{} rows of limits deleted", rows);
    } catch (DatabaseAwayException _) {
      // Next time.
    }
  }
}
