package dev.sluice.local;

import dev.sluice.embedded.InfraException;
import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataFolder;
import dev.sluice.local.part.Lifetime;
import dev.sluice.local.settings.Settings;
import dev.sluice.local.settings.StartProblem;
import java.util.List;

/**
 * Starts the local stack, or with the argument {@code infra} only its broker and database, and
 * stays up until the process is told to end (Ctrl-C, SIGTERM).
 */
public final class LocalApplication {

  private LocalApplication() {}

  public static void main(String[] args) {
    // Several Spring applications share this JVM and its one logging system, which logback.xml
    // alone configures.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    Console console = Console.standard();
    try {
      run(List.of(args), console);
    } catch (StartProblem | InfraException e) {
      console.line("Sluice cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(List<String> arguments, Console console) {
    Settings settings = Settings.of(System.getenv());
    // Read by logback.xml, so before the first logger.
    System.setProperty("LOG_FOLDER", settings.data().resolve("logs").toString());
    Lifetime lifetime = Lifetime.begin(console::line);
    DataFolder data =
        lifetime.parts().begin("data", () -> DataFolder.open(settings.data())).started();
    if (arguments.equals(List.of("infra"))) {
      InfraOnly.start(settings, data, lifetime.parts(), console);
    } else if (arguments.isEmpty()) {
      new FullStack(settings, data, lifetime.parts(), console).start();
    } else {
      throw new StartProblem("the argument is infra, or there is none");
    }
    lifetime.stay();
  }
}
