package dev.sluice.testing;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The broker and the database server of this test JVM. The first call to {@link #shared} starts
 * them; they end with the JVM. Each test uses its own database and topic names; nothing is cleaned
 * up between tests. Thread-safe.
 *
 * <p>With Spring:
 *
 * <pre>{@code
 * @DynamicPropertySource
 * static void infra(DynamicPropertyRegistry registry) {
 *   Infra.shared().springProperties(Infra.shared().freshDatabase()).forEach((name, value) -> registry.add(name, () -> value));
 * }
 * }</pre>
 */
public final class Infra {
  private static final FutureTask<Infra> SHARED =
      new FutureTask<>(() -> new Infra(InfraKind.selected().start()));

  private final Servers servers;
  private final AtomicInteger sequence = new AtomicInteger();
  private final Map<String, String> templates = new ConcurrentHashMap<>();

  private Infra(Servers servers) {
    this.servers = servers;
  }

  /**
   * The JVM's servers: embedded, or with {@code -Dsluice.test.infra=testcontainers} in containers.
   *
   * @throws IllegalStateException if they failed to start; there is no fallback and no retry
   */
  public static Infra shared() {
    SHARED.run();
    try {
      return SHARED.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The test servers failed to start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the test servers were starting", e);
    }
  }

  /** The value of {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return servers.bootstrapServers();
  }

  /**
   * Returns a new prefix for topics and consumer groups, unique in this JVM, such as {@code t7-}.
   */
  public String freshTopicPrefix() {
    return "t%d-".formatted(sequence.incrementAndGet());
  }

  /** Creates an empty database. */
  public TestDatabase freshDatabase() {
    return create("template1");
  }

  /**
   * Creates a database with a schema. The migration runs once per schema name and JVM; after that,
   * the migrated database is copied.
   *
   * @param schema letters, digits and underscores; a name must always denote the same migration
   * @param migration creates the schema in an empty database and closes its connections
   */
  public TestDatabase freshDatabase(String schema, Consumer<DataSource> migration) {
    return create(templates.computeIfAbsent(schema, name -> template(name, migration)));
  }

  /** Spring Boot's connection properties for the broker and a database. */
  public Map<String, String> springProperties(TestDatabase database) {
    return Map.of(
        "spring.kafka.bootstrap-servers", bootstrapServers(),
        "spring.datasource.url", database.jdbcUrl(),
        "spring.datasource.username", database.username(),
        "spring.datasource.password", database.password());
  }

  private String template(String schema, Consumer<DataSource> migration) {
    String name = "template_" + schema;
    execute("CREATE DATABASE \"%s\"".formatted(name));
    migration.accept(servers.database(name).dataSource());
    return name;
  }

  private TestDatabase create(String template) {
    String name = "t%d".formatted(sequence.incrementAndGet());
    execute("CREATE DATABASE \"%s\" TEMPLATE \"%s\"".formatted(name, template));
    return servers.database(name);
  }

  private void execute(String sql) {
    try (var connection = servers.database("postgres").dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("%s: %s".formatted(sql, e.getMessage()), e);
    }
  }
}
