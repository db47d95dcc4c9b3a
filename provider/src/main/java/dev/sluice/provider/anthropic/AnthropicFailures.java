package dev.sluice.provider.anthropic;

import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Troubles;
import dev.sluice.provider.call.UpstreamException;
import java.util.Set;

/** Reads the SDK's exceptions. */
final class AnthropicFailures {

  private final RetryAdvice advice;

  AnthropicFailures(RetryAdvice advice) {
    this.advice = advice;
  }

  UpstreamException beforeResponse(AnthropicException thrown) {
    return new UpstreamException(
        thrown instanceof AnthropicServiceException answer
            ? read(answer)
            : Troubles.beforeResponse(thrown));
  }

  UpstreamException withinResponse(AnthropicException thrown) {
    return new UpstreamException(
        thrown instanceof AnthropicServiceException answer
            ? read(answer)
            : Troubles.withinResponse(thrown));
  }

  private Failure read(AnthropicServiceException answer) {
    return new Failure.ErrorAnswer(
        answer.statusCode(), reasons(answer), advice.read(answer.headers()::values));
  }

  private static Set<String> reasons(AnthropicServiceException answer) {
    return answer.type().map(type -> Set.of(type.asString())).orElse(Set.of());
  }
}
