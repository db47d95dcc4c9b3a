package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * A script set by an administrator.
 *
 * @param match the calls that it applies to
 * @param items steps and settings as submitted
 */
record ScriptRule(Match match, List<String> items, Script script) {

  ScriptRule {
    items = List.copyOf(items);
  }

  /**
   * Matches calls for exactly this model whose last user message contains this text. An empty
   * condition matches every call.
   */
  record Match(Optional<String> model, Optional<String> contains) {

    boolean matches(Prompt prompt) {
      return model.map(prompt.model()::equals).orElse(true)
          && contains.map(prompt.conversation().lastUserMessage()::contains).orElse(true);
    }
  }
}
