package dev.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final JobError BROKEN = new JobError("provider_unavailable", "Try later.");
  private static final List<JobTrigger> TRIGGERS =
      List.of(
          new JobTrigger.Claimed(),
          new JobTrigger.Succeeded(),
          new JobTrigger.FailedRetryably(BROKEN, Duration.ofSeconds(7)),
          new JobTrigger.FailedPermanently(BROKEN),
          new JobTrigger.DeadlinePassed(),
          new JobTrigger.WorkerLost(),
          new JobTrigger.HandedBack(),
          new JobTrigger.CancelRequested(),
          new JobTrigger.Expired());

  private static JobState state(JobStatus status, int attempt, int uncounted, int max) {
    return new JobState(status, attempt, uncounted, max);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobStatus.class,
      names = {"COMPLETED", "FAILED", "CANCELLED"})
  void aTerminalStateRefusesEveryTrigger(JobStatus status) {
    for (JobTrigger trigger : TRIGGERS) {
      assertThat(Lifecycle.next(state(status, 1, 0, 3), trigger, NOW))
          .isInstanceOf(Transition.Refused.class);
    }
  }

  @Test
  void everyEndIsAnnouncedAndNothingElseButRetrying() {
    for (JobStatus status : JobStatus.values()) {
      for (JobTrigger trigger : TRIGGERS) {
        if (Lifecycle.next(state(status, 1, 0, 3), trigger, NOW) instanceof Transition.To to) {
          Optional<EventType> expected =
              switch (to.next().status()) {
                case COMPLETED -> Optional.of(EventType.COMPLETED);
                case FAILED -> Optional.of(EventType.FAILED);
                case CANCELLED -> Optional.of(EventType.CANCELLED);
                case PROCESSING -> Optional.empty();
                case PENDING ->
                    trigger instanceof JobTrigger.HandedBack
                        ? Optional.empty()
                        : Optional.of(EventType.RETRYING);
              };
          assertThat(to.event()).isEqualTo(expected);
          assertThat(to.runAt() != null).isEqualTo(to.next().status() == JobStatus.PENDING);
        }
      }
    }
  }

  @Test
  void aClaimBeginsAnAttempt() {
    assertThat(to(JobStatus.PENDING, 0, 0, 3, new JobTrigger.Claimed()).next())
        .isEqualTo(state(JobStatus.PROCESSING, 1, 0, 3));
  }

  @Test
  void aRetryableFailureWaitsWhileAttemptsAreLeft() {
    JobTrigger failure = new JobTrigger.FailedRetryably(BROKEN, Duration.ofSeconds(7));
    Transition.To retried = to(JobStatus.PROCESSING, 2, 0, 3, failure);
    assertThat(retried.next().status()).isEqualTo(JobStatus.PENDING);
    assertThat(retried.runAt()).isEqualTo(NOW.plusSeconds(7));
    assertThat(retried.error()).isEqualTo(BROKEN);
    assertThat(to(JobStatus.PROCESSING, 3, 0, 3, failure).next().status())
        .isEqualTo(JobStatus.FAILED);
  }

  @Test
  void aHandedBackAttemptDoesNotCount() {
    Transition.To handedBack = to(JobStatus.PROCESSING, 3, 0, 3, new JobTrigger.HandedBack());
    assertThat(handedBack.next()).isEqualTo(state(JobStatus.PENDING, 3, 1, 3));
    assertThat(to(JobStatus.PROCESSING, 4, 1, 3, new JobTrigger.WorkerLost()).next().status())
        .isEqualTo(JobStatus.FAILED);
    assertThat(to(JobStatus.PROCESSING, 3, 1, 3, new JobTrigger.WorkerLost()).next().status())
        .isEqualTo(JobStatus.PENDING);
  }

  @Test
  void cancellingEndsAPendingJobAndARunningOne() {
    for (JobStatus status : List.of(JobStatus.PENDING, JobStatus.PROCESSING)) {
      Transition.To cancelled = to(status, 2, 1, 3, new JobTrigger.CancelRequested());
      assertThat(cancelled.next()).isEqualTo(state(JobStatus.CANCELLED, 2, 1, 3));
      assertThat(cancelled.event()).contains(EventType.CANCELLED);
      assertThat(cancelled.error()).isNull();
    }
  }

  private static Transition.To to(
      JobStatus status, int attempt, int uncounted, int max, JobTrigger trigger) {
    return (Transition.To) Lifecycle.next(state(status, attempt, uncounted, max), trigger, NOW);
  }
}
