package dev.sluice.bench;

import dev.sluice.bench.part.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param home the bench's folder
 * @param jars the folder with {@code api/target/sluice-api.jar} and the like
 * @param label of the results' section
 * @param commit of the jars
 * @param parts to run, in the order of {@link Part}
 * @param javaOptions of every service
 * @param command as the user typed it
 */
record Options(
    Path home,
    Path jars,
    String label,
    String commit,
    List<Part> parts,
    List<String> javaOptions,
    String command) {

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  static Options of(List<String> arguments) {
    Path home = Path.of(System.getProperty("bench.home", "bench")).toAbsolutePath();
    Path jars = home.resolveSibling("");
    String label = "current";
    String commit = "unknown";
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--jars" -> jars = Path.of(arguments.get(++i)).toAbsolutePath();
        case "--label" -> label = arguments.get(++i);
        case "--commit" -> commit = arguments.get(++i);
        default ->
            parts.add(
                Part.named(argument)
                    .orElseThrow(
                        () -> new IllegalArgumentException("There is no part " + argument)));
      }
    }
    Collections.sort(parts);
    String javaOptions = System.getenv().getOrDefault("SLUICE_BENCH_JAVA_OPTS", NATIVE_ACCESS);
    return new Options(
        home,
        jars,
        label,
        commit,
        parts.isEmpty() ? List.of(Part.values()) : parts,
        List.of(javaOptions.strip().split(" +", -1)),
        System.getProperty("bench.command", "./bench/run"));
  }
}
