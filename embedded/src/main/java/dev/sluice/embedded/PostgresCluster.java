package dev.sluice.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of a PostgreSQL cluster: {@code data}, which exists once it is initialised, {@code
 * password}, readable only by the owner, and {@code server.log} of the last run; {@code
 * server.log.1} is that of the run before.
 */
record PostgresCluster(PostgresPrograms programs, Path directory) {
  static final String SUPERUSER = "sluice";
  private static final int PASSWORD_BYTES = 24;

  /** Initialises the cluster on first use. An interrupted initialisation is started over. */
  static PostgresCluster prepare(PostgresPrograms programs, Path directory) {
    PostgresCluster cluster = new PostgresCluster(programs, directory);
    try {
      if (!Files.isDirectory(cluster.data())) {
        cluster.initialise();
      }
      cluster.rotateLog();
      programs.runAs().chown(directory);
      return cluster;
    } catch (IOException e) {
      throw new InfraException(
          "Cannot prepare the PostgreSQL directory %s: %s".formatted(directory, e), e);
    }
  }

  Path data() {
    return directory.resolve("data");
  }

  Path log() {
    return directory.resolve("server.log");
  }

  String password() {
    try {
      return Files.readString(directory.resolve("password")).strip();
    } catch (IOException e) {
      throw new InfraException(
          "Cannot read the database password in %s: %s".formatted(directory, e), e);
    }
  }

  private void initialise() throws IOException {
    Path unfinished = directory.resolve("data.unfinished");
    FileTrees.delete(unfinished);
    Path password = writePassword();
    programs.runAs().chown(directory);
    Commands.run(
        programs.command(
            "initdb",
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // The same collation on every machine.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions")));
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path writePassword() throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Path file = directory.resolve("password");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file, HexFormat.of().formatHex(random) + "\n", StandardCharsets.US_ASCII);
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
