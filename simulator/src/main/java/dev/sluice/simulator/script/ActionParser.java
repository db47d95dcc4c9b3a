package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.InvalidRequestException;
import java.time.Duration;
import java.util.Set;

/** Parses steps as described in {@code docs/simulator.md}. */
final class ActionParser {

  static final Duration SILENCE = Duration.ofMinutes(10);

  private static final Set<String> STATUSES =
      Set.of(
          "400", "401", "403", "404", "408", "409", "413", "422", "429", "500", "502", "503", "504",
          "529");

  private ActionParser() {}

  static Action parse(String step) throws InvalidRequestException {
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
      case "malformed" -> new Action.Malformed(point(argument));
      default ->
          throw new InvalidRequestException(
              "The simulator's script has an unknown step '%s'. Steps are ok, tool, refuse, hang, drop, cut, stall, break, malformed and the statuses %s"
                  .formatted(step, STATUSES.stream().sorted().toList()));
    };
  }

  private static Action.Point point(Argument argument) throws InvalidRequestException {
    return new Action.Point(argument.number());
  }
}
