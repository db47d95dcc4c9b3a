package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Unacceptable;

/**
 * One step of a script.
 *
 * @param text as it is written in the script and shown in the log of calls
 */
public record Step(String text, Action action) {

  /** Reads one step. */
  public static Step parse(String text) throws Unacceptable {
    return new Step(text, Actions.parse(text));
  }
}
