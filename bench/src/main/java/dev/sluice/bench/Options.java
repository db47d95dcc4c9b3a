package dev.sluice.bench;

import dev.sluice.bench.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The command-line options.
 *
 * @param home the directory {@code bench}
 * @param jars the directory with {@code api/target/sluice-api.jar} and the other jars
 * @param label heading in the results
 * @param commit of the jars
 * @param scenarios scenarios to run, in the order of {@link Scenario}
 * @param javaOptions of every service
 * @param command as typed by the user
 */
record Options(
    Path home,
    Path jars,
    String label,
    String commit,
    List<Scenario> scenarios,
    List<String> javaOptions,
    String command) {

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  static Options of(List<String> arguments) {
    Path home = Path.of(System.getProperty("bench.home", "bench")).toAbsolutePath();
    Path jars = home.resolveSibling("");
    String label = "current";
    String commit = "unknown";
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--jars" -> jars = Path.of(arguments.get(++i)).toAbsolutePath();
        case "--label" -> label = arguments.get(++i);
        case "--commit" -> commit = arguments.get(++i);
        default ->
            scenarios.add(
                Scenario.named(argument)
                    .orElseThrow(
                        () -> new IllegalArgumentException("Unknown scenario " + argument)));
      }
    }
    Collections.sort(scenarios);
    String javaOptions = System.getenv().getOrDefault("SLUICE_BENCH_JAVA_OPTS", NATIVE_ACCESS);
    return new Options(
        home,
        jars,
        label,
        commit,
        scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios,
        List.of(javaOptions.strip().split(" +", -1)),
        System.getProperty("bench.command", "./bench/run"));
  }
}
