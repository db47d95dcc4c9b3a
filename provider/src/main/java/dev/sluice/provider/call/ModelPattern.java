package dev.sluice.provider.call;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for model names, in which {@code *} matches any characters or none. Matches whole names
 * and is case-sensitive.
 */
public record ModelPattern(String text, Pattern regex) {

  /** For binding from configuration. */
  public static ModelPattern of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a pattern for model names must not be blank");
    }
    return new ModelPattern(
        text,
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"))));
  }

  public boolean matches(String model) {
    return regex.matcher(model).matches();
  }

  /** The only matching model; empty if the pattern has a wildcard. */
  public Optional<String> literal() {
    return text.contains("*") ? Optional.empty() : Optional.of(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
