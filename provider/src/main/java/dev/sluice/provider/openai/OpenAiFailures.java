package dev.sluice.provider.openai;

import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Troubles;
import dev.sluice.provider.call.UpstreamException;
import java.util.HashSet;
import java.util.Set;

/** Reads the SDK's exceptions. */
final class OpenAiFailures {

  private final RetryAdvice advice;

  OpenAiFailures(RetryAdvice advice) {
    this.advice = advice;
  }

  UpstreamException beforeResponse(OpenAIException thrown) {
    return new UpstreamException(
        thrown instanceof OpenAIServiceException answer
            ? read(answer)
            : Troubles.beforeResponse(thrown));
  }

  UpstreamException withinResponse(OpenAIException thrown) {
    return new UpstreamException(
        thrown instanceof OpenAIServiceException answer
            ? read(answer)
            : Troubles.withinResponse(thrown));
  }

  private Failure read(OpenAIServiceException answer) {
    return new Failure.ErrorAnswer(
        answer.statusCode(), reasons(answer), advice.read(answer.headers()::values));
  }

  private static Set<String> reasons(OpenAIServiceException answer) {
    Set<String> reasons = new HashSet<>();
    try {
      answer.code().ifPresent(reasons::add);
      answer.type().ifPresent(reasons::add);
    } catch (OpenAIException _) {
      // A code that is no string (some servers repeat the status there) is no word to go by.
    }
    return reasons;
  }
}
