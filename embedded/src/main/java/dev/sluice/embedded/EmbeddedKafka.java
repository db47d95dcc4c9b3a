package dev.sluice.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A real single-node Kafka, broker and KRaft controller, in this process, on loopback, without
 * authentication.
 *
 * <p>Topics, records, committed offsets and the cluster id survive {@link #close} as well as the
 * death of the process: the same folder started again is the same cluster. Several brokers with
 * folders of their own may run, and start, in parallel. Topics are not created by use. Kafka logs
 * through SLF4J and ends the process where it finds its storage broken, as it does on its own.
 * Nothing is stopped at the end of the JVM by itself: the order in which things stop is the
 * caller's.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration STOP_BOUND = Duration.ofSeconds(30);

  private final KafkaRaftServer server;
  private final FolderLock lock;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, FolderLock lock, int port) {
    this.server = server;
    this.lock = lock;
    this.port = port;
  }

  /**
   * Where the data lives and where clients connect.
   *
   * @param dataDir created and formatted when first used
   * @param port the loopback port, 0 for any free one
   * @param settings broker settings that replace the defaults, by their Kafka names
   */
  public record Config(Path dataDir, int port, Map<String, String> settings) {
    public Config {
      settings = Map.copyOf(settings);
    }

    /** The default broker settings. */
    public Config(Path dataDir, int port) {
      this(dataDir, port, Map.of());
    }
  }

  /**
   * Returns once the broker serves clients.
   *
   * @throws PortInUseException if the port is taken
   * @throws FolderInUseException if a live process uses the folder
   * @throws InfraException if the broker does not come up for another reason
   */
  public static EmbeddedKafka start(Config config) {
    FolderLock lock = FolderLock.acquire(config.dataDir());
    try {
      int port = Ports.resolve(config.port());
      Path logDir = KafkaStorage.prepare(lock.folder().resolve("log"));
      Map<String, String> settings =
          new HashMap<>(KafkaSettings.singleNode(logDir, port, Ports.free()));
      settings.putAll(config.settings());
      return new EmbeddedKafka(started(new KafkaConfig(settings)), lock, port);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static KafkaRaftServer started(KafkaConfig config) {
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw new InfraException("Kafka did not start: " + e.getMessage(), e);
    }
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  public int port() {
    return port;
  }

  /**
   * Stops the broker cleanly, within 30 s. Closing twice does nothing more.
   *
   * @throws InfraException if it is not down by then; the folder then stays locked until the
   *     process ends
   */
  @Override
  public void close() {
    Thread stop = Thread.ofPlatform().daemon().name("kafka-stop").start(server::shutdown);
    try {
      if (!stop.join(STOP_BOUND)) {
        throw new InfraException("Kafka did not stop within " + STOP_BOUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfraException("Interrupted while Kafka was stopping", e);
    }
    lock.close();
  }
}
