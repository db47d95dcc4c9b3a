package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Unacceptable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sequence of steps: successive calls take them in turn, and the last one repeats. */
public record Script(List<Step> steps, Settings settings) {

  /** Longer scripts are refused. */
  static final int MAX_STEPS = 1_000;

  private static final Pattern REPEATED = Pattern.compile("([1-9]\\d{0,3})x(.+)");

  public Script {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A script has at least one step");
    }
  }

  /** The step of the call that {@code callsBefore} others came before. */
  public Step step(int callsBefore) {
    return steps.get(Math.min(callsBefore, steps.size() - 1));
  }

  /** Reads steps and settings in any order; settings alone make a script of one {@code ok}. */
  public static Script parse(List<String> items) throws Unacceptable {
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
        throw new Unacceptable("The simulator's scripts have at most " + MAX_STEPS + " steps");
      }
    }
    if (items.isEmpty()) {
      throw new Unacceptable("The simulator's script is empty");
    }
    return new Script(steps.isEmpty() ? List.of(Step.parse("ok")) : steps, settings);
  }

  private static Optional<Settings> setting(String item, Settings settings) throws Unacceptable {
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

  private static OptionalInt tokens(Argument argument) throws Unacceptable {
    OptionalInt tokens = argument.number();
    if (tokens.orElse(0) < 1 || tokens.orElse(0) > 128_000) {
      throw argument.wrong("a whole number from 1 to 128000");
    }
    return tokens;
  }

  private static List<Step> repeated(String item) throws Unacceptable {
    Matcher matcher = REPEATED.matcher(item);
    if (!matcher.matches()) {
      return List.of(Step.parse(item));
    }
    return Collections.nCopies(Integer.parseInt(matcher.group(1)), Step.parse(matcher.group(2)));
  }
}
