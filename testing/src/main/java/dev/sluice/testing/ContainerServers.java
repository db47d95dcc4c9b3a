package dev.sluice.testing;

import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Servers in containers. Testcontainers' reaper removes them after the JVM has exited. */
final class ContainerServers {
  private static final String MAX_BATCH_BYTES = Integer.toString(9 * 1024 * 1024);

  private ContainerServers() {}

  static Servers start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "%s=%s needs a Docker engine, and none responds; check DOCKER_HOST"
              .formatted(InfraKind.PROPERTY, InfraKind.TESTCONTAINERS));
    }
    // Testcontainers stops the containers; see the class comment.
    @SuppressWarnings("resource")
    KafkaContainer kafka =
        new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion())
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_MESSAGE_MAX_BYTES", MAX_BATCH_BYTES)
            .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", MAX_BATCH_BYTES)
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
