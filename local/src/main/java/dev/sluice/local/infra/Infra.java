package dev.sluice.local.infra;

import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.PortInUseException;
import dev.sluice.local.data.DataFolder;
import dev.sluice.local.part.Parts;
import dev.sluice.local.part.Parts.Part;
import dev.sluice.local.settings.Settings.Port;
import java.util.LinkedHashMap;
import java.util.Map;

/** The broker and the database of one data folder, up and serving. */
public final class Infra {
  /** The database that holds Sluice's schema. */
  public static final String DATABASE = "sluice";

  private final EmbeddedKafka kafka;
  private final EmbeddedDatabase database;

  private Infra(EmbeddedKafka kafka, EmbeddedDatabase database) {
    this.kafka = kafka;
    this.database = database;
  }

  /** Begins to start both, side by side. */
  public static Starting begin(Parts parts, DataFolder data, Port kafkaPort, Port postgresPort) {
    return new Starting(
        parts.begin("postgres", () -> startDatabase(data, postgresPort)),
        parts.begin("kafka", () -> startKafka(data, kafkaPort)));
  }

  /** Both on their way. */
  public record Starting(Part<EmbeddedDatabase> database, Part<EmbeddedKafka> kafka) {

    /** Returns once both serve. */
    public Infra started() {
      // The database first: it fails, or is there, well before the broker.
      EmbeddedDatabase up = database.started();
      return new Infra(kafka.started(), up);
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

  /** How a service reaches both, by the names of Spring's variables. */
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
    variables.put("SPRING_DATASOURCE_URL", jdbcUrl());
    variables.put("SPRING_DATASOURCE_USERNAME", username());
    variables.put("SPRING_DATASOURCE_PASSWORD", password());
    return variables;
  }

  private static EmbeddedDatabase startDatabase(DataFolder data, Port port) {
    try {
      EmbeddedDatabase database =
          EmbeddedDatabase.start(new EmbeddedDatabase.Config(data.postgres(), port.number()));
      database.createDatabase(DATABASE);
      return database;
    } catch (PortInUseException e) {
      throw port.inUse();
    }
  }

  private static EmbeddedKafka startKafka(DataFolder data, Port port) {
    try {
      return EmbeddedKafka.start(new EmbeddedKafka.Config(data.kafka(), port.number()));
    } catch (PortInUseException e) {
      throw port.inUse();
    }
  }
}
