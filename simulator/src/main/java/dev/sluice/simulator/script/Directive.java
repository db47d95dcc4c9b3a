package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script in a request: {@code [[sim: 500 ok]]} in the last user message, or else {@code
 * sim-500-ok} at the end of the model name.
 *
 * @param shared the name under which conversations share their progress, if any
 * @param text the script as written
 */
record Directive(Optional<String> shared, String text, Script script) {

  private static final String OPENING = "[[sim";
  private static final Pattern BRACKETS =
      Pattern.compile("\\[\\[sim(?:#([A-Za-z0-9_.-]{1,64}))?:([^\\[\\]]*)]]");
  private static final Pattern MODEL = Pattern.compile("(?:.*-)?sim-(.+)");

  static Optional<Directive> in(Prompt prompt) throws InvalidRequestException {
    Optional<Directive> directive = inMessage(prompt.conversation().lastUserMessage());
    return directive.isPresent() ? directive : inModel(prompt.model());
  }

  private static Optional<Directive> inMessage(String message) throws InvalidRequestException {
    int start = message.indexOf(OPENING);
    if (start < 0) {
      return Optional.empty();
    }
    Matcher matcher = BRACKETS.matcher(message).region(start, message.length());
    if (!matcher.lookingAt()) {
      throw new InvalidRequestException(
          "A script must have the form [[sim: STEP …]] or [[sim#NAME: STEP …]]");
    }
    if (message.indexOf(OPENING, matcher.end()) >= 0) {
      throw new InvalidRequestException("A message can contain only one [[sim: …]] script");
    }
    String text = matcher.group(2).strip();
    List<String> items = text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s+", -1));
    return Optional.of(
        new Directive(Optional.ofNullable(matcher.group(1)), text, Script.parse(items)));
  }

  private static Optional<Directive> inModel(String model) throws InvalidRequestException {
    Matcher matcher = MODEL.matcher(model);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text = matcher.group(1);
    Script script = Script.parse(Arrays.asList(text.split("-", -1)));
    return Optional.of(new Directive(Optional.empty(), text, script));
  }
}
