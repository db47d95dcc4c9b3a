package dev.sluice.e2e.guide;

import dev.sluice.e2e.stack.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An example of {@code docs/http.md}.
 *
 * @param heading of its section
 * @param command a {@code curl} command
 * @param language of the documented response: {@code json}, {@code ndjson} or {@code sse}; empty if
 *     none is documented
 * @param response the documented response
 */
record Example(String heading, String command, String language, String response) {

  private static final Pattern SECTION =
      Pattern.compile("^## (.+?)$(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCKS =
      Pattern.compile(
          "^```sh\n(.*?)^```$(?:\n```(json|ndjson|sse)\n(.*?)^```$)?",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern URL = Pattern.compile("\\$SLUICE([^\\s\"?]*)");
  private static final Pattern METHOD = Pattern.compile("-X ([A-Z]+)");

  /** All examples, in document order. */
  static List<Example> all() {
    List<Example> examples = new ArrayList<>();
    for (MatchResult section : SECTION.matcher(text()).results().toList()) {
      for (MatchResult block : BLOCKS.matcher(section.group(2)).results().toList()) {
        examples.add(
            new Example(
                section.group(1),
                block.group(1),
                block.group(2) == null ? "" : block.group(2),
                block.group(3) == null ? "" : block.group(3)));
      }
    }
    return examples;
  }

  private static String text() {
    try {
      return Files.readString(Checkout.root().resolve("docs/http.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String method() {
    return METHOD
        .matcher(command)
        .results()
        .findFirst()
        .map(method -> method.group(1))
        .orElse(command.contains("-d ") || command.contains("--data") ? "POST" : "GET");
  }

  /** The path without its query, with variables such as {@code $JOB}. */
  String path() {
    return URL.matcher(command).results().findFirst().orElseThrow().group(1);
  }

  @Override
  public String toString() {
    return heading + ": " + method() + " " + path();
  }
}
