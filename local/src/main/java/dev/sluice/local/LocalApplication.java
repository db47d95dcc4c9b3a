package dev.sluice.local;

import dev.sluice.embedded.InfraException;
import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataFolder;
import dev.sluice.local.part.Lifetime;
import dev.sluice.local.settings.Settings;
import dev.sluice.local.settings.StartProblem;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Starts the local stack, or with the argument {@code infra} only its broker and database, and
 * stays up until the process is told to end (Ctrl-C, SIGTERM).
 */
public final class LocalApplication {

  private LocalApplication() {}

  public static void main(String[] args) {
    Console console = Console.standard();
    try {
      run(List.of(args), console);
    } catch (StartProblem | InfraException e) {
      console.line("Sluice cannot start: " + e.getMessage());
      System.exit(1);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(LocalApplication.class).error("Sluice cannot start", e);
      // The broker's threads would keep the process going.
      System.exit(1);
    }
  }

  private static void run(List<String> arguments, Console console) {
    Settings settings = Settings.of(System.getenv());
    Logs.to(settings.data().resolve("logs"));
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
