package dev.sluice.simulator.answer;

import java.util.List;

/**
 * A generated answer.
 *
 * @param promptTokens reported size of the request
 */
public record Answer(Content content, FinishReason finish, int promptTokens) {

  public sealed interface Content {

    List<String> tokens();
  }

  public record Text(List<String> tokens) implements Content {

    public Text {
      tokens = List.copyOf(tokens);
    }
  }

  /** The tokens form the JSON document of the arguments. */
  public record ToolUse(String id, String name, List<String> tokens) implements Content {

    public ToolUse {
      tokens = List.copyOf(tokens);
    }
  }

  public record Refusal(List<String> tokens) implements Content {

    public Refusal {
      tokens = List.copyOf(tokens);
    }
  }

  public int completionTokens() {
    return content.tokens().size();
  }

  public String text() {
    return String.join("", content.tokens());
  }
}
