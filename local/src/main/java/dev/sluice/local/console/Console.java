package dev.sluice.local.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Plain lines on standard output, in UTF-8 whatever the locale. Safe for all threads. */
public final class Console {
  private static final int NAME_WIDTH = 11;

  private final PrintStream out;

  private Console(PrintStream out) {
    this.out = out;
  }

  /** The process's own. */
  public static Console standard() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
  }

  /** One line of text; an empty one sets paragraphs apart. */
  public void line(String text) {
    out.println(text);
  }

  /** A name and what there is to say about it, in two columns. */
  public void field(String name, String text) {
    out.println("  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + text);
  }
}
