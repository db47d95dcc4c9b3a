package dev.sluice.api.webhooks;

import dev.sluice.api.stored.Database;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What the requests of this feature do in the database: whole or not at all, and bounded. */
@Component
final class WebhookTransactions {

  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final int MAX_TRIES = 3;

  private final Database database;
  private final TransactionTemplate template;

  WebhookTransactions(Database database, TransactionTemplate template) {
    this.database = database;
    this.template = template;
  }

  /**
   * The result of this work, in one transaction. Where the database breaks a deadlock with another
   * one by ending this, it begins anew, at most {@value #MAX_TRIES} times in all.
   *
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  <T> T call(Supplier<T> work) {
    return database.call(BOUND, () -> repeat(work));
  }

  private <T> T repeat(Supplier<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return template.execute(_ -> work.get());
      } catch (ConcurrencyFailureException e) {
        if (tries == MAX_TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }
}
