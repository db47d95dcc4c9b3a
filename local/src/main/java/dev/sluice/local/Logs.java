package dev.sluice.local;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Configures logging of the whole process; see {@code logback.xml}. */
final class Logs {

  private Logs() {}

  /** Must be called before the first logger is created. */
  static void configure(Path directory) {
    System.setProperty("LOG_DIRECTORY", directory.toString());
    // Several Spring applications share this JVM; each would reinitialize logging.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
  }
}
