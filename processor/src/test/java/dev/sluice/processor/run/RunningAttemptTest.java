package dev.sluice.processor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.processor.ClaimedJobs;
import dev.sluice.provider.Delta;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RunningAttemptTest {

  private final RunningAttempt attempt = new RunningAttempt(ClaimedJobs.job(0.1, 100), 10_000);

  @Test
  void aCancellationInterruptsTheCall() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> interrupted.complete(attempt.calling(() -> hangs(begun)).orElseThrow()));
    begun.await();

    attempt.cancel();

    assertThat(interrupted.join()).isTrue();
    thread.join();
    assertThat(attempt.isCancelled()).isTrue();
  }

  private static boolean hangs(CountDownLatch begun) {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return false;
    } catch (InterruptedException _) {
      return true;
    }
  }

  @Test
  void aCancellationAfterTheCallInterruptsNothing() {
    assertThat(attempt.calling(() -> "answer")).contains("answer");
    attempt.cancel();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aCallIsNotBegunAfterACancellation() {
    attempt.cancel();
    Optional<String> answer =
        attempt.calling(() -> {
          throw new AssertionError("called");
        });
    assertThat(answer).isEmpty();
  }

  @Test
  void oneOfManyCancellationsInterrupts() throws Exception {
    CompletableFuture<Integer> interrupts = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch repeated = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            interrupts.complete(
                attempt
                    .calling(() -> {
                      int count = hangs(begun) ? 1 : 0;
                      await().until(() -> repeated.getCount() == 0);
                      return Thread.interrupted() ? count + 1 : count;
                    })
                    .orElseThrow()));
    begun.await();
    attempt.cancel();
    attempt.cancel();
    repeated.countDown();
    assertThat(interrupts.join()).isEqualTo(1);
  }

  @Test
  void progressNeitherFallsBelowAnEarlierAttemptNorReachesOne() {
    assertThat(attempt.progress()).isEqualTo(0.1);
    attempt.answer().append(new Delta.Content("x".repeat(20)));
    assertThat(attempt.progress()).isEqualTo(0.1);
    attempt.answer().append(new Delta.Content("x".repeat(180)));
    assertThat(attempt.progress()).isEqualTo(0.5);
    attempt.answer().append(new Delta.Content("x".repeat(1000)));
    assertThat(attempt.progress()).isEqualTo(0.99);
  }
}
