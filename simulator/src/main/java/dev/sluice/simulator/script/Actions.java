package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Unacceptable;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the actions of steps; {@code docs/simulator.md} describes them. */
final class Actions {

  static final Duration SILENCE = Duration.ofMinutes(10);

  private static final Set<String> STATUSES =
      Set.of(
          "400", "401", "403", "404", "408", "409", "413", "422", "429", "500", "502", "503", "504",
          "529");

  private Actions() {}

  static Action parse(String step) throws Unacceptable {
    int colon = step.indexOf(':');
    String name = colon < 0 ? step : step.substring(0, colon);
    Argument argument = new Argument(step, colon < 0 ? null : step.substring(colon + 1));
    if (STATUSES.contains(name)) {
      return new Action.Fail(Integer.parseInt(name), argument.number());
    }
    return switch (name) {
      case "ok" -> new Action.Answer(argument.duration());
      case "tool" -> new Action.CallTool(argument.text());
      case "refuse" -> argument.none(new Action.Refuse());
      case "hang" -> new Action.Hang(argument.duration().orElse(SILENCE));
      case "drop" -> argument.none(new Action.Drop());
      case "cut" -> new Action.Cut(point(argument));
      case "stall" -> new Action.Stall(point(argument), SILENCE);
      case "break" -> new Action.Break(point(argument));
      case "malformed" -> new Action.Garble(point(argument));
      default ->
          throw new Unacceptable(
              "The simulator's script has an unknown step '%s'. Steps are ok, tool, refuse, hang, drop, cut, stall, break, malformed and the statuses %s"
                  .formatted(step, STATUSES.stream().sorted().toList()));
    };
  }

  private static Action.Point point(Argument argument) throws Unacceptable {
    OptionalInt tokens = argument.number();
    return new Action.Point(tokens);
  }
}
