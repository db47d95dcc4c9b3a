package dev.sluice.e2e.stack;

import dev.sluice.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A broker that can be away for a while: it comes back with its data, on the same port. */
public final class Broker implements AutoCloseable {
  private final Path folder;
  private final String bootstrapServers;
  private final int port;
  private EmbeddedKafka kafka;

  private Broker(Path folder, EmbeddedKafka kafka) {
    this.folder = folder;
    this.kafka = kafka;
    this.port = kafka.port();
    this.bootstrapServers = kafka.bootstrapServers();
  }

  static Broker start(Path folder) {
    return new Broker(folder, EmbeddedKafka.start(new EmbeddedKafka.Config(folder, 0)));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public synchronized void stop() {
    kafka.close();
  }

  public synchronized void restart() {
    kafka.close();
    kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder, port));
  }

  @Override
  public synchronized void close() {
    kafka.close();
  }
}
