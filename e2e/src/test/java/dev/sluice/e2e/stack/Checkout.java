package dev.sluice.e2e.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie: this checkout, what was built in it, and this module's target folder. */
public final class Checkout {
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private Checkout() {}

  public static Path root() {
    return MODULE.resolveSibling("");
  }

  /** A folder under target, made if need be. */
  public static Path target(String name) {
    try {
      return Files.createDirectories(MODULE.resolve("target").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The java of this JVM: the build's JDK 25. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
