package dev.sluice.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has used since its start.
 *
 * @param cpuSeconds processor time, user and system
 * @param peakMebibytes the largest resident size; for the database the present private memory of
 *     all its processes and the shared memory
 */
public record ProcessUse(String name, double cpuSeconds, double peakMebibytes) {
  // What Linux reports to programs, whatever the kernel uses itself.
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int PARENT = 1;

  /** One process. */
  static ProcessUse of(String name, long pid) {
    return new ProcessUse(name, seconds(stat(pid), 2), mebibytes(pid, "VmHWM"));
  }

  /** PostgreSQL: its main process with all children, those that have ended included. */
  static ProcessUse ofDatabase(String name, long pid) {
    double seconds = seconds(stat(pid), 4);
    double memory = mebibytes(pid, "RssAnon");
    double shared = mebibytes(pid, "RssShmem");
    for (long child : children(pid)) {
      seconds += seconds(stat(child), 2);
      memory += mebibytes(child, "RssAnon");
      shared = Math.max(shared, mebibytes(child, "RssShmem"));
    }
    return new ProcessUse(name, seconds, memory + shared);
  }

  /** What was used since an earlier look at the same process; the peak is that of now. */
  ProcessUse since(ProcessUse earlier) {
    return new ProcessUse(name, cpuSeconds - earlier.cpuSeconds, peakMebibytes);
  }

  /** Both together. */
  ProcessUse plus(ProcessUse other) {
    return new ProcessUse(
        name, cpuSeconds + other.cpuSeconds, Math.max(peakMebibytes, other.peakMebibytes));
  }

  private static List<Long> children(long pid) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(other -> stat(other).size() > PARENT && stat(other).get(PARENT).equals("" + pid))
        .toList();
  }

  // User and system time, and those of children that have ended.
  private static double seconds(List<String> stat, int fields) {
    return stat.stream().skip(USER_TIME).limit(fields).mapToLong(Long::parseLong).sum()
        / TICKS_PER_SECOND;
  }

  // The fields after the command's name, which may contain anything; none for a process that ended.
  private static List<String> stat(long pid) {
    String line = read(pid, "stat");
    return line.isEmpty()
        ? List.of()
        : List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
  }

  private static double mebibytes(long pid, String field) {
    Matcher matcher = Pattern.compile(field + ":\\s+(\\d+) kB").matcher(read(pid, "status"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (java.nio.file.NoSuchFileException ended) {
      return "";
    } catch (IOException e) {
      // Reading a process that ends just now fails in several ways.
      if (ProcessHandle.of(pid).isEmpty()) {
        return "";
      }
      throw new UncheckedIOException(e);
    }
  }
}
