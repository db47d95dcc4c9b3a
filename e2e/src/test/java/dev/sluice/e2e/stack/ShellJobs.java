package dev.sluice.e2e.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Background jobs of a shell. Closing stops them all. */
public final class ShellJobs implements AutoCloseable {
  private static final int STOP_SECONDS = 60;

  private final Process shell;

  private ShellJobs(Process shell) {
    this.shell = shell;
  }

  /** Runs commands that start background jobs, in the checkout. */
  public static ShellJobs start(String name, String commands) {
    Path log = Checkout.target("e2e-logs").resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash", "-c", "trap 'kill $(jobs -p) 2>/dev/null; wait' TERM\n" + commands + "\nwait");
    builder.directory(Checkout.root().toFile());
    String path = Path.of(Checkout.java()).getParent() + ":" + System.getenv("PATH");
    builder.environment().put("PATH", path);
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ShellJobs(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    var jobs = shell.descendants().toList();
    shell.destroy();
    try {
      if (!shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jobs.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
