package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.script.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Steps by the share of calls that take them; the rest of the calls succeed. */
final class ErrorRates {

  private static final Pattern ENTRY = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)%\\s+(\\S+)\\s*");

  private final List<Share> shares;
  private final Step otherwise;

  private ErrorRates(List<Share> shares, Step otherwise) {
    this.shares = List.copyOf(shares);
    this.otherwise = otherwise;
  }

  /** Throws if an entry cannot be read or the shares exceed 100%. */
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
      Check.range("errors in total", total, 0, 1);
      return new ErrorRates(shares, Step.parse("ok"));
    } catch (Unacceptable e) {
      throw new IllegalArgumentException("sluice.simulator.errors: " + e.explanation(), e);
    }
  }

  /**
   * The step for a draw.
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
   * One entry.
   *
   * @param upTo the sum of the shares so far
   */
  private record Share(double upTo, Step step) {}
}
