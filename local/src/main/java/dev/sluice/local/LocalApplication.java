package dev.sluice.local;

import dev.sluice.embedded.InfraException;
import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataDirectory;
import dev.sluice.local.lifecycle.Lifetime;
import dev.sluice.local.settings.Settings;
import dev.sluice.local.settings.StartupException;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Runs the local stack, or with the argument {@code infra} only broker and database, until SIGINT
 * or SIGTERM.
 */
public final class LocalApplication {

  private LocalApplication() {}

  public static void main(String[] args) {
    Console console = Console.standard();
    try {
      run(List.of(args), console);
    } catch (StartupException | InfraException e) {
      console.line("Sluice cannot start: " + e.getMessage());
      System.exit(1);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(LocalApplication.class).error("Sluice cannot start", e);
      // The broker's threads would keep the process alive.
      System.exit(1);
    }
  }

  private static void run(List<String> arguments, Console console) {
    Settings settings = Settings.of(System.getenv());
    Logs.configure(settings.data().resolve("logs"));
    Lifetime lifetime = Lifetime.install(console::line);
    DataDirectory data =
        lifetime.components().start("data", () -> DataDirectory.open(settings.data())).await();
    if (arguments.equals(List.of("infra"))) {
      InfraOnly.start(settings, data, lifetime.components(), console);
    } else if (arguments.isEmpty()) {
      new FullStack(settings, data, lifetime.components(), console).start();
    } else {
      throw new StartupException("unknown argument; the only one is infra");
    }
    lifetime.stay();
  }
}
