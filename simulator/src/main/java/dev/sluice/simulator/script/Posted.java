package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * A script set by an administrator.
 *
 * @param match which calls it holds for
 * @param items as posted
 */
record Posted(Match match, List<String> items, Script script) {

  Posted {
    items = List.copyOf(items);
  }

  /**
   * Calls for exactly this model, whose last user message contains this text. An absent condition
   * holds for every call.
   */
  record Match(Optional<String> model, Optional<String> contains) {

    boolean holds(Prompt prompt) {
      return model.map(prompt.model()::equals).orElse(true)
          && contains.map(prompt.conversation().lastUserMessage()::contains).orElse(true);
    }
  }
}
