package dev.sluice.e2e.stack;

import dev.sluice.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A broker that can be stopped and restarted with its data, on the same port. */
public final class Broker implements AutoCloseable {
  private final Path directory;
  private final String bootstrapServers;
  private final int port;
  private EmbeddedKafka kafka;

  private Broker(Path directory, EmbeddedKafka kafka) {
    this.directory = directory;
    this.kafka = kafka;
    this.port = kafka.port();
    this.bootstrapServers = kafka.bootstrapServers();
  }

  static Broker start(Path directory) {
    return new Broker(directory, EmbeddedKafka.start(new EmbeddedKafka.Config(directory, 0)));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public synchronized void stop() {
    kafka.close();
  }

  public synchronized void restart() {
    kafka.close();
    kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(directory, port));
  }

  @Override
  public synchronized void close() {
    kafka.close();
  }
}
