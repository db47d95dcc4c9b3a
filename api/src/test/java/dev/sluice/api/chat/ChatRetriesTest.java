package dev.sluice.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobError;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChatRetriesTest {

  private static final Deadline DEADLINE = Deadline.in(Duration.ofSeconds(30));
  private static final Outcome BUSY =
      new Outcome.Retryable(new JobError("provider_unavailable", "Try later."), null);

  private final ChatRetries retries =
      new ChatRetries(new ChatProperties.Retries(2, Duration.ofMillis(1), Duration.ofMillis(2)));

  @Test
  void anAbortWhileAPieceIsHandedOnIsAnAbort() {
    Outcome outcome =
        retries.run(
            DEADLINE,
            () -> true,
            () -> {
              throw new CancellationException();
            });

    assertThat(outcome).isEqualTo(new Outcome.Aborted());
  }

  @Test
  void aBusyProviderIsAskedAgainUntilThePatienceIsSpent() {
    AtomicInteger calls = new AtomicInteger();

    Outcome outcome =
        retries.run(
            DEADLINE,
            () -> false,
            () -> {
              calls.incrementAndGet();
              return BUSY;
            });

    assertThat(outcome).isEqualTo(BUSY);
    assertThat(calls).hasValue(3);
  }

  @Test
  void nothingIsRepeatedOnceThereIsAPiece() {
    AtomicInteger calls = new AtomicInteger();

    Outcome outcome =
        retries.run(
            DEADLINE,
            () -> true,
            () -> {
              calls.incrementAndGet();
              return BUSY;
            });

    assertThat(outcome).isEqualTo(BUSY);
    assertThat(calls).hasValue(1);
  }
}
