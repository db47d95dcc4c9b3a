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
 * A PostgreSQL cluster's files: {@code data} (initialised, or absent), {@code password} (readable
 * by the owner only) and {@code server.log} (the last run's; the one before it is {@code
 * server.log.1}).
 */
record PostgresCluster(PostgresPrograms programs, Path folder) {
  static final String SUPERUSER = "sluice";
  private static final int PASSWORD_BYTES = 24;

  /** Initialises the cluster on first use; an initialisation that was cut short is started over. */
  static PostgresCluster prepare(PostgresPrograms programs, Path folder) {
    PostgresCluster cluster = new PostgresCluster(programs, folder);
    try {
      if (!Files.isDirectory(cluster.data())) {
        cluster.initialise();
      }
      cluster.rotateLog();
      programs.runAs().own(folder);
      return cluster;
    } catch (IOException e) {
      throw new InfraException(
          "Cannot prepare the PostgreSQL folder %s: %s".formatted(folder, e), e);
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("server.log");
  }

  String password() {
    try {
      return Files.readString(folder.resolve("password")).strip();
    } catch (IOException e) {
      throw new InfraException(
          "Cannot read the database password in %s: %s".formatted(folder, e), e);
    }
  }

  private void initialise() throws IOException {
    Path unfinished = folder.resolve("data.unfinished");
    Folders.delete(unfinished);
    Path password = writePassword();
    programs.runAs().own(folder);
    Commands.run(
        programs.command(
            "initdb",
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // The same order of strings on every machine, whatever locales it has.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions")));
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path writePassword() throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Path file = folder.resolve("password");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file, HexFormat.of().formatHex(random) + "\n", StandardCharsets.US_ASCII);
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
