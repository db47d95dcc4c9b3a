package dev.sluice.provider.openai;

import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.ErrorBody;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.JsonReader;
import dev.sluice.provider.call.Protocol;
import dev.sluice.provider.call.UpstreamException;

/** Reads completions and their chunks. Reads only the first choice; more are never requested. */
final class OpenAiReader implements Protocol.AnswerReader {

  private final AnswerBuilder answer;
  private boolean hasMessage;

  OpenAiReader(AnswerBuilder answer) {
    this.answer = answer;
  }

  @Override
  public void readWhole(JsonReader json) throws UpstreamException {
    read(json, true);
    if (!hasMessage) {
      throw new UpstreamException(Failure.MALFORMED);
    }
  }

  @Override
  public boolean readEvent(JsonReader json) throws UpstreamException {
    if (!json.isNull() && !json.isObject()) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    read(json, false);
    // Only [DONE] ends a stream; the usage follows the end of the answer.
    return false;
  }

  private void read(JsonReader json, boolean whole) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "model" -> answer.model(json.text());
        case "system_fingerprint" -> answer.systemFingerprint(json.text());
        case "usage" -> readUsage(json);
        case "error" -> ErrorBody.throwAny(json);
        case "choices" -> json.elements(() -> readChoice(json, whole));
        default -> {}
      }
    });
  }

  private void readChoice(JsonReader json, boolean whole) throws UpstreamException {
    Choice choice = new Choice();
    choice.read(json);
    if (choice.isFirst()) {
      hasMessage |= choice.hasMessage();
      choice.addTo(answer, whole);
    }
  }

  private void readUsage(JsonReader json) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "prompt_tokens" -> answer.usage(json.number(), null);
        case "completion_tokens" -> answer.usage(null, json.number());
        case "prompt_tokens_details" ->
            json.members(detail -> {
              if (detail.equals("cached_tokens")) {
                answer.cachedTokens(json.number());
              }
            });
        case "completion_tokens_details" ->
            json.members(detail -> {
              if (detail.equals("reasoning_tokens")) {
                answer.reasoningTokens(json.number());
              }
            });
        default -> {}
      }
    });
  }
}
