package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A piece of an answer that is being streamed. Joined in order, the pieces are the answer. */
public sealed interface Delta {

  /**
   * @param text what follows the text so far; never empty
   */
  record Content(String text) implements Delta {
    public Content {
      requireNonNull(text);
    }
  }

  /**
   * A piece of a tool call.
   *
   * @param index which call of the answer, from 0
   * @param id present in the first piece of a call only
   * @param name present in the first piece of a call only
   * @param arguments what follows the arguments so far; may be empty
   */
  record ToolCallPart(int index, @Nullable String id, @Nullable String name, String arguments)
      implements Delta {
    public ToolCallPart {
      requireNonNull(arguments);
    }
  }
}
