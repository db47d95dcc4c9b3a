package dev.sluice.processor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobError;
import dev.sluice.processor.Held;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderRouter;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProvidersBugIsAFailedAttempt(boolean stream) {
    RunningAttempt attempt = new RunningAttempt(Held.job(0.1, 100), 10_000, System::nanoTime);

    Outcome outcome = new AttemptCalls(BROKEN, stream).make(attempt);

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Retryable(
                new JobError("internal_error", "The attempt failed unexpectedly."), null));
  }
}
