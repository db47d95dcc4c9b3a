package dev.sluice.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Describes the machine. */
final class Machine {

  private Machine() {}

  /** Processors, memory, operating system, Java version and load average. */
  static String text() {
    return String.format(
        Locale.ROOT,
        "%d × %s, %s GiB, %s %s, Java %s; load average of the minute before: %s",
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name").replaceAll("\\s+", " "),
        Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024 / 1024,
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        load());
  }

  private static String load() {
    try {
      String line = Files.readString(Path.of("/proc/loadavg"));
      return line.substring(0, line.indexOf(' '));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
