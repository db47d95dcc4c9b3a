package dev.sluice.provider.call;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern over model names: {@code *} stands for any characters, none included; everything else
 * for itself. The whole name must fit, upper and lower case differ.
 */
public record ModelPattern(String text, Pattern regex) {

  /** Reads a pattern; the form that configuration uses. */
  public static ModelPattern of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a pattern over model names must not be blank");
    }
    return new ModelPattern(
        text,
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"))));
  }

  public boolean fits(String model) {
    return regex.matcher(model).matches();
  }

  /** The one model that fits; empty where the pattern has a wildcard. */
  public Optional<String> literal() {
    return text.contains("*") ? Optional.empty() : Optional.of(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
