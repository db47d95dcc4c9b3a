package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.InvalidRequestException;

/**
 * @param text as written in the script and shown in the call log
 */
public record Step(String text, Action action) {

  public static Step parse(String text) throws InvalidRequestException {
    return new Step(text, ActionParser.parse(text));
  }
}
