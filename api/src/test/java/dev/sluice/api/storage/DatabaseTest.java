package dev.sluice.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.Tries;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;

class DatabaseTest {

  /** Of calls that are to come to their end. */
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Database database = new Database();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aCallThatHangsIsInterruptedAtItsBound() {
    AtomicBoolean interrupted = new AtomicBoolean();
    assertThatExceptionOfType(DatabaseUnavailableException.class)
        .isThrownBy(() -> database.call(Duration.ofMillis(200), () -> hang(interrupted)));
    await().untilTrue(interrupted);
  }

  @Test
  void whoCanDoWithoutDoesNotTryRightAfterItWasFoundAway() throws Exception {
    Tries.oneOfThree(_ -> {
      calls.set(0);
      assertThatExceptionOfType(DatabaseUnavailableException.class)
          .isThrownBy(() -> database.call(BOUND, () -> fail("08006")));
      assertThatExceptionOfType(DatabaseUnavailableException.class)
          .isThrownBy(() -> database.callUnlessUnavailable(BOUND, calls::incrementAndGet));
      assertThat(calls).hasValue(0);
    });
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> database.callUnlessUnavailable(BOUND, calls::incrementAndGet) == 1);
    assertThat(database.callUnlessUnavailable(BOUND, calls::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void aStatementThatFailsDoesNotMeanThatTheDatabaseIsAway() {
    assertThatExceptionOfType(UncategorizedSQLException.class)
        .isThrownBy(() -> database.call(BOUND, () -> fail("23505")));
    assertThatIllegalStateException()
        .isThrownBy(() ->
            database.call(
                BOUND,
                () -> {
                  throw new IllegalStateException();
                }));
    assertThat(database.callUnlessUnavailable(BOUND, calls::incrementAndGet)).isEqualTo(1);
  }

  private static int fail(String state) {
    throw new UncategorizedSQLException("test", null, new SQLException("test", state));
  }

  private static int hang(AtomicBoolean interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      interrupted.set(true);
    }
    return 0;
  }
}
