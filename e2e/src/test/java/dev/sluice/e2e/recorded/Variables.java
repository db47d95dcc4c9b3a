package dev.sluice.e2e.recorded;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Values of one run. Requests refer to them; responses are compared with their names instead. */
final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\{\\{([a-z][a-z0-9_]*)}}");
  private static final Pattern REPEATED = Pattern.compile("\\{\\{(.)\\*(\\d+)}}");

  private final Map<String, String> values = new HashMap<>();

  void put(String name, String value) {
    values.put(name, value);
  }

  String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No earlier step captured " + name);
    }
    return value;
  }

  /**
   * Replaces {@code {{name}}} with the variable's value, and <code>{{x*5}}</code> with five letters
   * x.
   */
  String fill(String text) {
    String repeated =
        REPEATED
            .matcher(text)
            .replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2))));
    return REFERENCE.matcher(repeated).replaceAll(match -> get(match.group(1)));
  }

  /** Replaces every value with its <code>{{name}}</code>, longest values first. */
  String hide(String text) {
    String hidden = text;
    var longestFirst =
        Map.Entry.<String, String>comparingByValue(
                Comparator.comparingInt(String::length).reversed())
            .thenComparing(Map.Entry.comparingByKey());
    for (var variable : values.entrySet().stream().sorted(longestFirst).toList()) {
      hidden = hidden.replace(variable.getValue(), "{{" + variable.getKey() + "}}");
    }
    return hidden;
  }
}
