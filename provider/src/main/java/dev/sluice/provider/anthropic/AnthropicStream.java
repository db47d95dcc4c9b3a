package dev.sluice.provider.anthropic;

import com.anthropic.models.messages.MessageDeltaUsage;
import com.anthropic.models.messages.RawContentBlockDelta;
import com.anthropic.models.messages.RawContentBlockDeltaEvent;
import com.anthropic.models.messages.RawContentBlockStartEvent;
import com.anthropic.models.messages.RawMessageDeltaEvent;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolUseBlock;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.UpstreamException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one streamed message. Only {@code message_stop} finishes it: a stream that
 * ends before was cut off. For one thread.
 */
final class AnthropicStream {

  /** A tool use block: which call of the answer it is, and whether arguments have come. */
  private static final class ToolUse {
    private final int call;
    private boolean hasArguments;

    ToolUse(int call) {
      this.call = call;
    }
  }

  private final AnswerBuilder answer;
  private final Map<Long, ToolUse> toolUses = new HashMap<>();
  private long promptTokens;
  private long completionTokens;
  private @Nullable StopReason reason;

  AnthropicStream(AnswerBuilder answer) {
    this.answer = answer;
  }

  void read(RawMessageStreamEvent event) throws UpstreamException, InterruptedException {
    if (event.isMessageStart()) {
      var message = event.asMessageStart().message();
      answer.model(message.model().asString());
      promptTokens = AnthropicAnswers.promptTokens(message.usage());
    } else if (event.isContentBlockStart()) {
      start(event.asContentBlockStart());
    } else if (event.isContentBlockDelta()) {
      append(event.asContentBlockDelta());
    } else if (event.isContentBlockStop()) {
      end(event.asContentBlockStop().index());
    } else if (event.isMessageDelta()) {
      close(event.asMessageDelta());
    } else if (event.isMessageStop() && reason != null) {
      answer.usage(promptTokens, completionTokens);
      AnthropicAnswers.finish(reason, answer);
    }
  }

  private void start(RawContentBlockStartEvent event)
      throws UpstreamException, InterruptedException {
    var block = event.contentBlock();
    if (block.isText()) {
      answer.text(block.asText().text());
    } else if (block.isToolUse()) {
      ToolUseBlock use = block.asToolUse();
      ToolUse toolUse = new ToolUse(toolUses.size());
      toolUses.put(event.index(), toolUse);
      answer.toolCall(toolUse.call, use.id(), use.name(), "");
    }
  }

  private void append(RawContentBlockDeltaEvent event)
      throws UpstreamException, InterruptedException {
    RawContentBlockDelta delta = event.delta();
    ToolUse toolUse = toolUses.get(event.index());
    if (delta.isText()) {
      answer.text(delta.asText().text());
    } else if (delta.isInputJson() && toolUse != null) {
      String piece = delta.asInputJson().partialJson();
      toolUse.hasArguments |= !piece.isEmpty();
      answer.toolCall(toolUse.call, null, null, piece);
    }
  }

  private void end(long index) throws UpstreamException, InterruptedException {
    ToolUse toolUse = toolUses.get(index);
    // A call without arguments streams none; its arguments are an empty object all the same.
    if (toolUse != null && !toolUse.hasArguments) {
      answer.toolCall(toolUse.call, null, null, "{}");
    }
  }

  private void close(RawMessageDeltaEvent event) {
    MessageDeltaUsage usage = event.usage();
    completionTokens = AnthropicAnswers.count(usage._outputTokens());
    reason = event.delta().stopReason().orElse(reason);
  }
}
