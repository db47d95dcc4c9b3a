package dev.sluice.local;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where everything in this process logs to: the files that {@code logback.xml} describes. */
final class Logs {

  private Logs() {}

  /** Comes before the first logger. */
  static void to(Path folder) {
    System.setProperty("LOG_FOLDER", folder.toString());
    // Several Spring applications share this JVM; each would set up its one logging system anew.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
  }
}
