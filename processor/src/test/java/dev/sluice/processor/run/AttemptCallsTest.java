package dev.sluice.processor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobError;
import dev.sluice.processor.ClaimedJobs;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderRouter;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class AttemptCallsTest {

  private static final ProviderRouter BROKEN =
      new ProviderRouter() {
        @Override
        public Outcome complete(ProviderCall call) {
          throw new IllegalStateException("a bug");
        }

        @Override
        public Outcome stream(ProviderCall call, Consumer<Delta> sink) {
          throw new IllegalStateException("a bug");
        }

        @Override
        public String providerName(String model) {
          return "broken";
        }
      };

  private static RunProperties properties(boolean stream) {
    return new RunProperties(
        1, 1, Duration.ofSeconds(1), Duration.ZERO, DataSize.ofMegabytes(1), 1, stream);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProvidersBugIsAFailedAttempt(boolean stream) {
    RunningAttempt attempt = new RunningAttempt(ClaimedJobs.job(0.1, 100), 10_000);

    Outcome outcome = new AttemptCalls(BROKEN, properties(stream)).call(attempt);

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Retryable(
                new JobError("internal_error", "The attempt failed unexpectedly."), null));
  }
}
