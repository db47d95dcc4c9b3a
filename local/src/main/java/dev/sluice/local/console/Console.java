package dev.sluice.local.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Writes to standard output in UTF-8, whatever the locale. Thread-safe. */
public final class Console {
  private static final int NAME_WIDTH = 11;

  private final PrintStream out;

  private Console(PrintStream out) {
    this.out = out;
  }

  public static Console standard() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
  }

  public void line(String text) {
    out.println(text);
  }

  /** Prints a name and a value in two columns. */
  public void field(String name, String text) {
    out.println("  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + text);
  }
}
