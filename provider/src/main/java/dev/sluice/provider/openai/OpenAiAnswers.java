package dev.sluice.provider.openai;

import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.completions.CompletionUsage;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.FinishReason;
import dev.sluice.provider.call.UpstreamException;
import java.util.List;

/** Reads completions and their chunks. Only the first choice counts: we never ask for more. */
final class OpenAiAnswers {

  private OpenAiAnswers() {}

  static void read(ChatCompletion completion, AnswerBuilder answer)
      throws UpstreamException, InterruptedException {
    if (completion.choices().isEmpty()) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
    completion._model().asKnown().ifPresent(answer::model);
    completion.usage().ifPresent(usage -> read(usage, answer));
    ChatCompletion.Choice choice = completion.choices().getFirst();
    ChatCompletionMessage message = choice.message();
    answer.text(message.content().orElse(""));
    refusal(message.refusal().orElse(""), answer);
    List<ChatCompletionMessageToolCall> calls = message.toolCalls().orElse(List.of());
    for (int i = 0; i < calls.size(); i++) {
      ChatCompletionMessageFunctionToolCall call = calls.get(i).asFunction();
      answer.toolCall(
          i,
          call._id().asKnown().orElse(null),
          call.function().name(),
          call.function().arguments());
    }
    answer.finish(reason(choice.finishReason().asString(), !calls.isEmpty()));
  }

  static void read(ChatCompletionChunk chunk, AnswerBuilder answer)
      throws UpstreamException, InterruptedException {
    chunk._model().asKnown().ifPresent(answer::model);
    chunk.usage().ifPresent(usage -> read(usage, answer));
    // The last chunk carries the usage and no choice.
    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
      if (choice._index().asKnown().orElse(0L) == 0) {
        read(choice, answer);
      }
    }
  }

  private static void read(ChatCompletionChunk.Choice choice, AnswerBuilder answer)
      throws UpstreamException, InterruptedException {
    ChatCompletionChunk.Choice.Delta delta = choice.delta();
    answer.text(delta.content().orElse(""));
    refusal(delta.refusal().orElse(""), answer);
    for (ChatCompletionChunk.Choice.Delta.ToolCall call : delta.toolCalls().orElse(List.of())) {
      var function = call.function();
      answer.toolCall(
          Math.toIntExact(call.index()),
          call.id().orElse(null),
          function.flatMap(f -> f.name()).orElse(null),
          function.flatMap(f -> f.arguments()).orElse(""));
    }
    choice.finishReason().ifPresent(reason -> answer.finish(reason(reason.asString(), false)));
  }

  private static void refusal(String refusal, AnswerBuilder answer) {
    if (!refusal.isEmpty()) {
      answer.refuse();
    }
  }

  private static void read(CompletionUsage usage, AnswerBuilder answer) {
    answer.usage(
        usage._promptTokens().asKnown().orElse(0L), usage._completionTokens().asKnown().orElse(0L));
  }

  private static FinishReason reason(String word, boolean hasCalls) {
    return switch (word) {
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      // Compatible servers have words of their own for an ordinary end.
      default -> hasCalls && !word.equals("stop") ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    };
  }
}
