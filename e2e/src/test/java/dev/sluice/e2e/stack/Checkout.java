package dev.sluice.e2e.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of this checkout and of the JDK. */
public final class Checkout {
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private Checkout() {}

  public static Path root() {
    return MODULE.resolveSibling("");
  }

  /** A directory under target, created if it does not exist. */
  public static Path target(String name) {
    try {
      return Files.createDirectories(MODULE.resolve("target").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The java executable of this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
