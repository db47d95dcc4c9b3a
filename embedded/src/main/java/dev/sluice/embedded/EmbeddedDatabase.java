package dev.sluice.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18 in a process of its own, on loopback, with a generated password that is kept
 * in the data folder.
 *
 * <p>Durable as in production ({@code fsync}, {@code full_page_writes} and {@code
 * synchronous_commit} are on): what was committed survives {@link #stop}, {@link #kill} and the
 * death of this process. A server that a killed owner left running on the folder is stopped before
 * a new one starts. Several databases with folders of their own may run, and start, in parallel.
 * Safe for use by several threads. Nothing is stopped at the end of the JVM by itself: the order in
 * which things stop is the caller's.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private final Config config;
  private final FolderLock lock;
  private final PostgresPrograms programs;
  private final int port;
  private @Nullable PostgresServer server;

  private EmbeddedDatabase(Config config, FolderLock lock, PostgresPrograms programs, int port) {
    this.config = config;
    this.lock = lock;
    this.programs = programs;
    this.port = port;
  }

  /**
   * Where the data lives and where clients connect.
   *
   * @param dataDir created and initialised when first used
   * @param port the loopback port, 0 for any free one
   * @param settings server settings that replace the defaults, by their PostgreSQL names
   */
  public record Config(Path dataDir, int port, Map<String, String> settings) {
    public Config {
      settings = Map.copyOf(settings);
    }

    /** The default server settings. */
    public Config(Path dataDir, int port) {
      this(dataDir, port, Map.of());
    }
  }

  /**
   * Returns once the server answers queries.
   *
   * @throws PortInUseException if the port is taken
   * @throws FolderInUseException if a live process uses the folder
   * @throws InfraException if the server does not come up for another reason
   */
  public static EmbeddedDatabase start(Config config) {
    FolderLock lock = FolderLock.acquire(config.dataDir());
    try {
      PostgresPrograms programs = PostgresPrograms.unpacked();
      // Before the port is looked at: an orphan may hold it.
      PostgresOrphans.clear(new PostgresCluster(programs, lock.folder()));
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

  /** Generated when the folder was first used, the same ever after. */
  public String password() {
    return new PostgresCluster(programs, lock.folder()).password();
  }

  /** The address of one database, without user and password; stays the same over restarts. */
  public String jdbcUrl(String database) {
    return jdbcUrl(port, database);
  }

  static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Ports.LOOPBACK, port, database);
  }

  /** Creates the database unless it exists. Its name is letters, digits and underscores. */
  public void createDatabase(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("Not the name of a database: " + name);
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

  /** The server's process, which fault tests may stop and continue by signal. */
  public synchronized long pid() {
    if (server == null) {
      throw new IllegalStateException("PostgreSQL is stopped");
    }
    return server.pid();
  }

  /** Starts the server again, on the same port, data and password; stops it first where it runs. */
  public synchronized void restart() {
    stop();
    PostgresCluster cluster = PostgresCluster.prepare(programs, lock.folder());
    PostgresOrphans.clear(cluster);
    if (!Ports.isFree(port)) {
      throw new PortInUseException(port);
    }
    server = PostgresServer.start(cluster, port, settings());
  }

  /**
   * Stops the server in fast mode, within 20 s, by force after that. Does nothing where it is
   * stopped.
   */
  public synchronized void stop() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  /** Kills the server with SIGKILL, as a crash would. Does nothing where it is stopped. */
  public synchronized void kill() {
    if (server != null) {
      server.kill();
      server = null;
    }
  }

  /** Stops the server for good and gives the folder back. Closing twice does nothing more. */
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
    // The path of a socket may be no longer than 107 bytes; data folders may.
    settings.put("unix_socket_directories", "");
    return settings;
  }
}
