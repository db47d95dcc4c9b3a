package dev.sluice.testing;

import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The servers in containers, which Testcontainers' own reaper removes once the JVM is gone. */
final class ContainerServers {
  private static final String LARGEST_BATCH = Integer.toString(9 * 1024 * 1024);

  private ContainerServers() {}

  static Servers start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "%s=%s needs a Docker engine, and none answers here (is DOCKER_HOST right?)"
              .formatted(InfraKind.PROPERTY, InfraKind.TESTCONTAINERS));
    }
    // Ended by Testcontainers with the JVM, not here: see the class comment.
    @SuppressWarnings("resource")
    KafkaContainer kafka =
        new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion())
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_MESSAGE_MAX_BYTES", LARGEST_BATCH)
            .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", LARGEST_BATCH)
            .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");
    @SuppressWarnings("resource")
    PostgreSQLContainer postgres =
        new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=200");
    Startables.deepStart(kafka, postgres).join();
    String server =
        "jdbc:postgresql://%s:%d/"
            .formatted(
                postgres.getHost(), postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
    return new Servers(
        kafka.getBootstrapServers(), server, postgres.getUsername(), postgres.getPassword());
  }
}
