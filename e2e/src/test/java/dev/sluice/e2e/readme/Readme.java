package dev.sluice.e2e.readme;

import dev.sluice.e2e.stack.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** Extracts code blocks from the README. */
final class Readme {
  private Readme() {}

  /** The fenced blocks in this language in the section with this heading, in order. */
  static List<String> blocks(String heading, String language) {
    Pattern fence =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    return fence.matcher(section(heading)).results().map(block -> block.group(1)).toList();
  }

  private static String section(String heading) {
    try {
      String text = Files.readString(Checkout.root().resolve("README.md"));
      int start = text.indexOf("\n## " + heading + "\n");
      if (start < 0) {
        throw new IllegalStateException("The README has no section " + heading);
      }
      int end = text.indexOf("\n## ", start + 1);
      return text.substring(start, end < 0 ? text.length() : end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
