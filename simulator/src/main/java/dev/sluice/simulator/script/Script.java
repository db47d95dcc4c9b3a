package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sequence of steps. Successive calls take them in turn, and the last step repeats. */
public record Script(List<Step> steps, Settings settings) {

  static final int MAX_STEPS = 1_000;

  private static final Pattern REPEATED = Pattern.compile("([1-9]\\d{0,3})x(.+)");

  public Script {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A script needs at least one step");
    }
  }

  /** Returns the step of a call that {@code callsBefore} calls preceded. */
  public Step step(int callsBefore) {
    return steps.get(Math.min(callsBefore, steps.size() - 1));
  }

  /** Parses steps and settings in any order. Settings alone imply the step {@code ok}. */
  public static Script parse(List<String> items) throws InvalidRequestException {
    List<Step> steps = new ArrayList<>();
    Settings settings = Settings.NONE;
    for (String item : items) {
      Optional<Settings> changed = setting(item, settings);
      if (changed.isPresent()) {
        settings = changed.get();
      } else {
        steps.addAll(repeated(item));
      }
      if (steps.size() > MAX_STEPS) {
        throw new InvalidRequestException("A script can have at most " + MAX_STEPS + " steps");
      }
    }
    if (items.isEmpty()) {
      throw new InvalidRequestException("The script is empty");
    }
    return new Script(steps.isEmpty() ? List.of(Step.parse("ok")) : steps, settings);
  }

  private static Optional<Settings> setting(String item, Settings settings)
      throws InvalidRequestException {
    int colon = item.indexOf(':');
    String name = colon < 0 ? item : item.substring(0, colon);
    Argument argument = new Argument(item, colon < 0 ? "" : item.substring(colon + 1));
    return switch (name) {
      case "latency" ->
          Optional.of(
              new Settings(argument.duration(), settings.tokensPerSecond(), settings.tokens()));
      case "rate" ->
          Optional.of(new Settings(settings.latency(), argument.number(), settings.tokens()));
      case "tokens" ->
          Optional.of(
              new Settings(settings.latency(), settings.tokensPerSecond(), tokens(argument)));
      default -> Optional.empty();
    };
  }

  private static OptionalInt tokens(Argument argument) throws InvalidRequestException {
    OptionalInt tokens = argument.number();
    if (tokens.orElse(0) < 1 || tokens.orElse(0) > 128_000) {
      throw argument.invalid("an integer from 1 to 128000");
    }
    return tokens;
  }

  private static List<Step> repeated(String item) throws InvalidRequestException {
    Matcher matcher = REPEATED.matcher(item);
    if (!matcher.matches()) {
      return List.of(Step.parse(item));
    }
    return Collections.nCopies(Integer.parseInt(matcher.group(1)), Step.parse(matcher.group(2)));
  }
}
