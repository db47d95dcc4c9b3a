package dev.sluice.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A separate JVM that starts a database, reports it on stdout and waits to be killed. */
final class Owner implements AutoCloseable {
  private final Process process;
  private final long serverPid;
  private final int port;

  private Owner(Process process, long serverPid, int port) {
    this.process = process;
    this.serverPid = serverPid;
    this.port = port;
  }

  static Owner start(Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            directory.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready ")) {
        String[] words = line.split(" ", -1);
        return new Owner(process, Long.parseLong(words[1]), Integer.parseInt(words[2]));
      }
    }
    throw new IOException("The owner exited before its database was ready");
  }

  long serverPid() {
    return serverPid;
  }

  int port() {
    return port;
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Kills the owner and its server. */
  @Override
  public void close() {
    kill();
    ProcessHandle.of(serverPid)
        .ifPresent(server -> {
          server.destroyForcibly();
          server.onExit().join();
        });
  }

  static void main(String[] arguments) throws Exception {
    EmbeddedDatabase database =
        EmbeddedDatabase.start(new EmbeddedDatabase.Config(Path.of(arguments[0]), 0));
    Sql.run(database, "CREATE TABLE kept AS SELECT 42 AS answer");
    System.out.println("ready %d %d".formatted(database.pid(), database.port()));
    Thread.currentThread().join();
  }
}
