package dev.sluice.api.quota;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes rows that no longer matter. Every replica does so; repeating it is harmless. */
@Component
final class QuotaHousekeeping {

  private static final Logger log = LoggerFactory.getLogger(QuotaHousekeeping.class);
  private static final long EVERY_MILLIS = 600_000;
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final BucketTable buckets;
  private final JobReservations reservations;
  private final Database database;

  QuotaHousekeeping(BucketTable buckets, JobReservations reservations, Database database) {
    this.buckets = buckets;
    this.reservations = reservations;
    this.database = database;
  }

  @Scheduled(fixedDelay = EVERY_MILLIS, initialDelay = EVERY_MILLIS)
  void run() {
    try {
      int rows =
          database.callUnlessUnavailable(
              BOUND, () -> buckets.deleteFull() + reservations.deleteOld());
      log.debug("Deleted {} rows of limits", rows);
    } catch (DatabaseUnavailableException _) {
      // The next run does it.
    }
  }
}
