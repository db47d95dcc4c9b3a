package dev.sluice.local.infra;

import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.PortInUseException;
import dev.sluice.local.data.DataDirectory;
import dev.sluice.local.lifecycle.Components;
import dev.sluice.local.lifecycle.Components.Component;
import dev.sluice.local.settings.Settings.Port;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running broker and database of one data directory. */
public final class Infra {
  /** The database with Sluice's schema. */
  public static final String DATABASE = "sluice";

  private final EmbeddedKafka kafka;
  private final EmbeddedDatabase database;

  private Infra(EmbeddedKafka kafka, EmbeddedDatabase database) {
    this.kafka = kafka;
    this.database = database;
  }

  /** Starts both in parallel and returns immediately. */
  public static Starting start(
      Components components, DataDirectory data, Port kafkaPort, Port postgresPort) {
    return new Starting(
        components.start("postgres", () -> startDatabase(data, postgresPort)),
        components.start("kafka", () -> startKafka(data, kafkaPort)));
  }

  /** Broker and database while they start. */
  public record Starting(Component<EmbeddedDatabase> database, Component<EmbeddedKafka> kafka) {

    /** Waits until both have started. */
    public Infra await() {
      // The database first: it starts, or fails, well before the broker.
      EmbeddedDatabase up = database.await();
      return new Infra(kafka.await(), up);
    }
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  public String jdbcUrl() {
    return database.jdbcUrl(DATABASE);
  }

  public String username() {
    return database.username();
  }

  public String password() {
    return database.password();
  }

  /** The connection settings of a service, as Spring's environment variables. */
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
    variables.put("SPRING_DATASOURCE_URL", jdbcUrl());
    variables.put("SPRING_DATASOURCE_USERNAME", username());
    variables.put("SPRING_DATASOURCE_PASSWORD", password());
    return variables;
  }

  private static EmbeddedDatabase startDatabase(DataDirectory data, Port port) {
    try {
      EmbeddedDatabase database =
          EmbeddedDatabase.start(new EmbeddedDatabase.Config(data.postgres(), port.number()));
      database.createDatabase(DATABASE);
      return database;
    } catch (PortInUseException e) {
      throw port.inUse();
    }
  }

  private static EmbeddedKafka startKafka(DataDirectory data, Port port) {
    try {
      return EmbeddedKafka.start(new EmbeddedKafka.Config(data.kafka(), port.number()));
    } catch (PortInUseException e) {
      throw port.inUse();
    }
  }
}
