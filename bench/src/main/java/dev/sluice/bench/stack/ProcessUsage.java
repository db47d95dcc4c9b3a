package dev.sluice.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resource usage of a process since its start.
 *
 * @param cpuSeconds user and system time
 * @param peakMebibytes peak resident set size; for the database, the current private memory of all
 *     its processes plus the shared memory
 */
public record ProcessUsage(String name, double cpuSeconds, double peakMebibytes) {
  // USER_HZ, which is fixed in Linux's interface.
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int PARENT = 1;

  static ProcessUsage of(String name, long pid) {
    return new ProcessUsage(name, seconds(stat(pid), 2), mebibytes(pid, "VmHWM"));
  }

  /** PostgreSQL's postmaster with all its children, including those that have exited. */
  static ProcessUsage ofDatabase(String name, long pid) {
    double seconds = seconds(stat(pid), 4);
    double memory = mebibytes(pid, "RssAnon");
    double shared = mebibytes(pid, "RssShmem");
    for (long child : children(pid)) {
      seconds += seconds(stat(child), 2);
      memory += mebibytes(child, "RssAnon");
      shared = Math.max(shared, mebibytes(child, "RssShmem"));
    }
    return new ProcessUsage(name, seconds, memory + shared);
  }

  /** The usage since an earlier measurement of the same process, with the current peak. */
  ProcessUsage since(ProcessUsage earlier) {
    return new ProcessUsage(name, cpuSeconds - earlier.cpuSeconds, peakMebibytes);
  }

  ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(
        name, cpuSeconds + other.cpuSeconds, Math.max(peakMebibytes, other.peakMebibytes));
  }

  private static List<Long> children(long pid) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(other -> stat(other).size() > PARENT && stat(other).get(PARENT).equals("" + pid))
        .toList();
  }

  // User and system time; fields 3 and 4 are those of children that have exited.
  private static double seconds(List<String> stat, int fields) {
    return stat.stream().skip(USER_TIME).limit(fields).mapToLong(Long::parseLong).sum()
        / TICKS_PER_SECOND;
  }

  // The fields after the command name, which may contain spaces; none if the process has exited.
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
      // Reading fails in several ways if the process exits meanwhile.
      if (ProcessHandle.of(pid).isEmpty()) {
        return "";
      }
      throw new UncheckedIOException(e);
    }
  }
}
