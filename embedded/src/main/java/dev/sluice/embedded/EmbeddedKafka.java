package dev.sluice.embedded;

import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A single-node Kafka, broker and KRaft controller, in this process, on loopback, without
 * authentication.
 *
 * <p>Topics, records, committed offsets and the cluster id survive {@link #close} and the death of
 * the process: starting on the same directory resumes the same cluster. Several brokers with
 * separate directories can start and run in parallel. Topics are not created automatically. Kafka
 * logs through SLF4J and halts the process if its storage fails, as a standalone broker does. There
 * is no shutdown hook: the caller stops the broker.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, DirectoryLock lock, int port) {
    this.server = server;
    this.lock = lock;
    this.port = port;
  }

  /**
   * @param dataDir created and formatted on first use
   * @param port loopback port; 0 selects a free one
   * @param settings broker settings that replace the defaults, by their Kafka names
   */
  public record Config(Path dataDir, int port, Map<String, String> settings) {
    public Config {
      settings = Map.copyOf(settings);
    }

    public Config(Path dataDir, int port) {
      this(dataDir, port, Map.of());
    }
  }

  /**
   * Starts the broker and waits until it serves clients.
   *
   * @throws PortInUseException if the port is in use
   * @throws DirectoryInUseException if a running process uses the directory
   * @throws InfraException if the broker fails to start for another reason
   */
  public static EmbeddedKafka start(Config config) {
    DirectoryLock lock = DirectoryLock.acquire(config.dataDir());
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return start(config, lock);
        } catch (InfraException e) {
          // Another process may have taken a port between the choice and the bind.
          if (attempt == ATTEMPTS || !isBindFailure(e)) {
            throw e;
          }
        }
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedKafka start(Config config, DirectoryLock lock) {
    int port = Ports.resolve(config.port());
    Path logDir = KafkaStorage.prepare(lock.directory().resolve("log"));
    Map<String, String> settings =
        new HashMap<>(KafkaSettings.singleNode(logDir, port, Ports.free()));
    settings.putAll(config.settings());
    return new EmbeddedKafka(started(new KafkaConfig(settings)), lock, port);
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static KafkaRaftServer started(KafkaConfig config) {
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw new InfraException("Kafka failed to start: " + e.getMessage(), e);
    }
  }

  /** The value of {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  public int port() {
    return port;
  }

  /**
   * Stops the broker cleanly and unlocks the directory. Idempotent.
   *
   * @throws InfraException if the broker does not stop within 30 s; the directory then stays locked
   *     until the process ends
   */
  @Override
  public void close() {
    Thread stop = Thread.ofPlatform().daemon().name("kafka-stop").start(server::shutdown);
    try {
      if (!stop.join(STOP_TIMEOUT)) {
        throw new InfraException("Kafka did not stop within " + STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfraException("Interrupted while Kafka was stopping", e);
    }
    lock.close();
  }
}
