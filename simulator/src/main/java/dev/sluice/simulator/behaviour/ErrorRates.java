package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.script.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which share of calls takes which step. All other calls succeed. */
final class ErrorRates {

  private static final Pattern ENTRY = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)%\\s+(\\S+)\\s*");

  private final List<Share> shares;
  private final Step otherwise;

  private ErrorRates(List<Share> shares, Step otherwise) {
    this.shares = List.copyOf(shares);
    this.otherwise = otherwise;
  }

  /** Throws if an entry is malformed or the shares add up to more than 100%. */
  static ErrorRates parse(List<String> entries) {
    List<Share> shares = new ArrayList<>();
    double total = 0;
    try {
      for (String entry : entries) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
          throw new IllegalArgumentException(
              "sluice.simulator.errors must hold entries such as '1.5%% 429:2', not '%s'"
                  .formatted(entry));
        }
        total += Double.parseDouble(matcher.group(1)) / 100;
        shares.add(new Share(total, Step.parse(matcher.group(2))));
      }
      RangeCheck.require("errors in total", total, 0, 1);
      return new ErrorRates(shares, Step.parse("ok"));
    } catch (InvalidRequestException e) {
      throw new IllegalArgumentException("sluice.simulator.errors: " + e.message(), e);
    }
  }

  /**
   * Selects a step.
   *
   * @param draw uniform, from 0 inclusive to 1 exclusive
   */
  Step step(double draw) {
    for (Share share : shares) {
      if (draw < share.upTo()) {
        return share.step();
      }
    }
    return otherwise;
  }

  /**
   * @param upTo cumulative share, this entry included
   */
  private record Share(double upTo, Step step) {}
}
