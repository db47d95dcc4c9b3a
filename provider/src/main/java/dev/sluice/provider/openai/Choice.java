package dev.sluice.provider.openai;

import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.ErrorBody;
import dev.sluice.provider.call.JsonReader;
import dev.sluice.provider.call.UpstreamException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A choice of a completion or of a chunk, read before it is used because its members come in any
 * order. Not thread-safe.
 */
final class Choice {

  private record Call(@Nullable Long index, String id, String name, String arguments) {}

  private long index;
  private String finishReason = "";
  private boolean hasMessage;
  private String content = "";
  private String reasoning = "";
  private String refusal = "";
  private final List<Call> calls = new ArrayList<>();

  boolean isFirst() {
    return index == 0;
  }

  boolean hasMessage() {
    return hasMessage;
  }

  void read(JsonReader json) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "index" -> index = orZero(json.number());
        case "finish_reason" -> finishReason = json.text();
        case "message", "delta" -> readMessage(json);
        case "error" -> ErrorBody.throwAny(json);
        default -> {}
      }
    });
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private void readMessage(JsonReader json) throws UpstreamException {
    hasMessage |= json.isObject();
    json.members(name -> {
      switch (name) {
        case "content" -> readContent(json);
        case "refusal" -> refusal += json.text();
        // Some servers send the same text under both names.
        case "reasoning_content", "reasoning" -> reasoning = longer(reasoning, json.text());
        case "tool_calls" -> json.elements(() -> readCall(json));
        default -> {}
      }
    });
  }

  private static String longer(String one, String other) {
    return other.length() > one.length() ? other : one;
  }

  /** A text, a part, or a list of either. */
  private void readContent(JsonReader json) throws UpstreamException {
    content += json.text();
    if (json.isObject()) {
      readPart(json);
    } else {
      json.elements(() -> readContent(json));
    }
  }

  private void readPart(JsonReader json) throws UpstreamException {
    String[] part = {"text", "", ""};
    json.members(name -> {
      switch (name) {
        case "type" -> part[0] = json.text();
        case "text" -> part[1] = json.text();
        case "thinking", "refusal" -> part[2] = texts(json);
        default -> {}
      }
    });
    switch (part[0]) {
      case "text", "output_text" -> content += part[1];
      case "thinking", "reasoning" -> reasoning += part[2].isEmpty() ? part[1] : part[2];
      case "refusal" -> refusal += part[2];
      default -> {}
    }
  }

  /** The texts of nested parts. */
  private static String texts(JsonReader json) throws UpstreamException {
    StringBuilder texts = new StringBuilder(json.text());
    json.elements(() -> texts.append(texts(json)));
    json.members(name -> {
      if (name.equals("text")) {
        texts.append(json.text());
      }
    });
    return texts.toString();
  }

  private void readCall(JsonReader json) throws UpstreamException {
    if (!json.isObject()) {
      return;
    }
    Long[] callIndex = {null};
    String[] call = {"", "", ""};
    json.members(name -> {
      switch (name) {
        case "index" -> callIndex[0] = json.number();
        case "id" -> call[0] = json.text();
        case "function" ->
            json.members(member -> {
              switch (member) {
                case "name" -> call[1] = json.text();
                case "arguments" -> call[2] = json.textOrJson();
                default -> {}
              }
            });
        default -> {}
      }
    });
    calls.add(new Call(callIndex[0], call[0], call[1], call[2]));
  }

  void addTo(AnswerBuilder answer, boolean whole) throws UpstreamException {
    answer.reasoning(reasoning);
    answer.text(content);
    answer.refusal(refusal);
    for (Call call : calls) {
      if (whole) {
        answer.newToolCall(null, call.id, call.name, call.arguments);
      } else {
        answer.toolCall(call.index, call.id, call.name, call.arguments);
      }
    }
    answer.finish(finishReason);
  }
}
