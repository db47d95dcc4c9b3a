package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

  @ParameterizedTest
  @CsvSource({
    "408, provider_timeout",
    "409, provider_conflict",
    "429, provider_rate_limited",
    "500, provider_unavailable",
    "502, provider_unavailable",
    "503, provider_unavailable",
    "504, provider_timeout",
    "524, provider_timeout",
    "529, provider_overloaded",
    "599, provider_unavailable",
    "302, provider_unavailable",
  })
  void statusThatMayPassIsRetryable(int status, String code) {
    assertThat(outcome(status))
        .isInstanceOfSatisfying(
            Outcome.Retryable.class, r -> assertThat(r.error().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "400, provider_rejected",
    "401, provider_authentication",
    "402, provider_quota_exhausted",
    "403, provider_authentication",
    "404, model_not_found",
    "413, provider_request_too_large",
    "418, provider_rejected",
    "422, provider_rejected",
  })
  void otherFourHundredsArePermanent(int status, String code) {
    assertPermanent(outcome(status), code);
  }

  @ParameterizedTest
  @CsvSource({
    "429, insufficient_quota, provider_quota_exhausted",
    "400, billing_error, provider_quota_exhausted",
    "403, model_not_found, model_not_found",
    "400, context_length_exceeded, provider_request_too_large",
    "400, content_filter, content_refused",
    "200, invalid_request_error, provider_rejected",
  })
  void wordThatSaysMoreThanTheStatusDecides(int status, String word, String code) {
    assertPermanent(outcome(status, word, "unheard_of"), code);
  }

  @ParameterizedTest
  @CsvSource({
    "overloaded_error, provider_overloaded",
    "rate_limit_error, provider_rate_limited",
    "timeout_error, provider_timeout",
    "api_error, provider_unavailable",
    "unheard_of, provider_unavailable",
  })
  void errorInsideStreamIsDecidedByItsWord(String word, String code) {
    assertThat(outcome(200, word))
        .isInstanceOfSatisfying(
            Outcome.Retryable.class, r -> assertThat(r.error().code()).isEqualTo(code));
  }

  @Test
  void wordsForStreamsDoNotOverrideStatus() {
    assertPermanent(outcome(401, "rate_limit_error"), "provider_authentication");
  }

  @Test
  void retryAdviceIsPassedOn() {
    Duration advice = Duration.ofSeconds(7);

    assertThat(Failure.of(429, Set.of(), advice).outcome())
        .isEqualTo(new Outcome.Retryable(ProviderErrors.RATE_LIMITED, advice));
  }

  @Test
  void aBrokenExchangeIsRetryableAndOneWithoutAResponseAtOnce() {
    List<Failure> broken =
        List.of(Failure.CONNECTION, Failure.TLS, Failure.TRUNCATED, Failure.MALFORMED);

    assertThat(broken)
        .allMatch(Failure::broken)
        .allMatch(failure -> failure.outcome() instanceof Outcome.Retryable);
    assertThat(broken).filteredOn(Failure::unanswered).containsExactly(Failure.CONNECTION);
  }

  private static Outcome outcome(int status, String... words) {
    return Failure.of(status, Set.of(words), null).outcome();
  }

  private static void assertPermanent(Outcome outcome, String code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Permanent.class, p -> assertThat(p.error().code()).isEqualTo(code));
  }
}
