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

/** An empty broker and database with a data directory under target. */
record Infra(Broker kafka, EmbeddedDatabase database) implements AutoCloseable {
  static final String DATABASE = "sluice";

  static Infra start() {
    Path directory = Checkout.root().resolve("e2e/target/e2e-data");
    EmbeddedDatabase.Config postgres =
        new EmbeddedDatabase.Config(directory.resolve("postgres"), 0);
    if (Files.exists(directory)) {
      // Left behind by a killed run, possibly with a server, which starting a new one stops.
      EmbeddedDatabase.start(postgres).close();
      delete(directory);
    }
    CompletableFuture<Broker> kafka =
        CompletableFuture.supplyAsync(() -> Broker.start(directory.resolve("kafka")));
    EmbeddedDatabase database = EmbeddedDatabase.start(postgres);
    database.createDatabase(DATABASE);
    return new Infra(kafka.join(), database);
  }

  /** The connection settings of a service. */
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

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
