package dev.sluice.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 server in a separate process, on loopback, with a generated password that is
 * stored in the data directory.
 *
 * <p>Durable as in production ({@code fsync}, {@code full_page_writes} and {@code
 * synchronous_commit} are on): committed data survives {@link #stop}, {@link #kill} and the death
 * of this process. If a killed owner left a server running on the directory, that server is stopped
 * before a new one starts. Several servers with separate directories can start and run in parallel.
 * Thread-safe. There is no shutdown hook: the caller stops the server.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private final Config config;
  private final DirectoryLock lock;
  private final PostgresPrograms programs;
  private final int port;
  private @Nullable PostgresServer server;

  private EmbeddedDatabase(Config config, DirectoryLock lock, PostgresPrograms programs, int port) {
    this.config = config;
    this.lock = lock;
    this.programs = programs;
    this.port = port;
  }

  /**
   * @param dataDir created and initialised on first use
   * @param port loopback port; 0 selects a free one
   * @param settings server settings that replace the defaults, by their PostgreSQL names
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
   * Starts the server and waits until it answers queries.
   *
   * @throws PortInUseException if the port is in use
   * @throws DirectoryInUseException if a running process uses the directory
   * @throws InfraException if the server fails to start for another reason
   */
  public static EmbeddedDatabase start(Config config) {
    DirectoryLock lock = DirectoryLock.acquire(config.dataDir());
    try {
      PostgresPrograms programs = PostgresPrograms.unpacked();
      // Before the port is checked: an orphan may be using it.
      PostgresOrphans.clear(new PostgresCluster(programs, lock.directory()));
      EmbeddedDatabase database =
          new EmbeddedDatabase(config, lock, programs, Ports.resolve(config.port()));
      database.restart();
      return database;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  /** The superuser. */
  public String username() {
    return PostgresCluster.SUPERUSER;
  }

  /** Generated when the directory is first used; never changes. */
  public String password() {
    return new PostgresCluster(programs, lock.directory()).password();
  }

  /** The URL of a database, without user and password. Restarts do not change it. */
  public String jdbcUrl(String database) {
    return jdbcUrl(port, database);
  }

  static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Ports.LOOPBACK, port, database);
  }

  /**
   * Creates the database unless it exists. Names consist of lower-case letters, digits and
   * underscores.
   */
  public void createDatabase(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("Invalid database name: " + name);
    }
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl("postgres"), username(), password());
        var exists = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
        var create = connection.createStatement()) {
      exists.setString(1, name);
      try (var row = exists.executeQuery()) {
        if (!row.next()) {
          create.execute("CREATE DATABASE " + name);
        }
      }
    } catch (SQLException e) {
      throw new InfraException(
          "Cannot create the database %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** The pid of the server, to which fault tests send signals. */
  public synchronized long pid() {
    if (server == null) {
      throw new IllegalStateException("PostgreSQL is stopped");
    }
    return server.pid();
  }

  /** Restarts the server, or starts it if it is stopped, with the same port, data and password. */
  public synchronized void restart() {
    stop();
    PostgresCluster cluster = PostgresCluster.prepare(programs, lock.directory());
    PostgresOrphans.clear(cluster);
    if (!Ports.isFree(port)) {
      throw new PortInUseException(port);
    }
    server = PostgresServer.start(cluster, port, settings());
  }

  /** Stops the server in fast mode, and kills it after 20 s. Does nothing if it is stopped. */
  public synchronized void stop() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  /** Kills the server with SIGKILL. Does nothing if it is stopped. */
  public synchronized void kill() {
    if (server != null) {
      server.kill();
      server = null;
    }
  }

  /** Stops the server and unlocks the directory. Idempotent. */
  @Override
  public void close() {
    stop();
    lock.close();
  }

  private Map<String, String> settings() {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "fsync", "on",
                "full_page_writes", "on",
                "synchronous_commit", "on",
                "max_connections", "200",
                "shared_buffers", "128MB",
                "timezone", "UTC",
                "log_timezone", "UTC"));
    settings.putAll(config.settings());
    settings.put("listen_addresses", Ports.LOOPBACK);
    settings.put("port", Integer.toString(port));
    // Socket paths are limited to 107 bytes; data directories may be longer.
    settings.put("unix_socket_directories", "");
    return settings;
  }
}
