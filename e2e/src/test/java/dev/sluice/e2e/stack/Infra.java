package dev.sluice.e2e.stack;

import dev.sluice.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A broker and a database that start with nothing in them, on a data folder under target. */
record Infra(Broker kafka, EmbeddedDatabase database) implements AutoCloseable {
  static final String DATABASE = "sluice";

  static Infra start() {
    Path folder = Checkout.root().resolve("e2e/target/e2e-data");
    EmbeddedDatabase.Config postgres = new EmbeddedDatabase.Config(folder.resolve("postgres"), 0);
    if (Files.exists(folder)) {
      // A run that was killed left it behind, and perhaps a server on it, which a start ends.
      EmbeddedDatabase.start(postgres).close();
      delete(folder);
    }
    CompletableFuture<Broker> kafka =
        CompletableFuture.supplyAsync(() -> Broker.start(folder.resolve("kafka")));
    EmbeddedDatabase database = EmbeddedDatabase.start(postgres);
    database.createDatabase(DATABASE);
    return new Infra(kafka.join(), database);
  }

  /** How a service reaches both. */
  Map<String, String> variables() {
    return Map.of(
        "SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
        "SPRING_DATASOURCE_URL", database.jdbcUrl(DATABASE),
        "SPRING_DATASOURCE_USERNAME", database.username(),
        "SPRING_DATASOURCE_PASSWORD", database.password());
  }

  /** Stops both and deletes their data. */
  @Override
  public void close() {
    database.close();
    kafka.close();
    delete(Checkout.root().resolve("e2e/target/e2e-data"));
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
