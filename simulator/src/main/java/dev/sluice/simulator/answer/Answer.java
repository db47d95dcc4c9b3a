package dev.sluice.simulator.answer;

import java.util.List;

/**
 * One answer.
 *
 * @param promptTokens what the request is said to have cost
 */
public record Answer(Content content, Finish finish, int promptTokens) {

  /** What is said, in pieces of one token. */
  public sealed interface Content {

    List<String> pieces();
  }

  public record Text(List<String> pieces) implements Content {

    public Text {
      pieces = List.copyOf(pieces);
    }
  }

  /** The pieces make up the JSON document of the arguments. */
  public record ToolUse(String id, String name, List<String> pieces) implements Content {

    public ToolUse {
      pieces = List.copyOf(pieces);
    }
  }

  public record Refused(List<String> pieces) implements Content {

    public Refused {
      pieces = List.copyOf(pieces);
    }
  }

  public int completionTokens() {
    return content.pieces().size();
  }

  /** All pieces in one. */
  public String text() {
    return String.join("", content.pieces());
  }
}
