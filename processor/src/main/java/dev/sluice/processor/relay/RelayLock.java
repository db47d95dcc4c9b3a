package dev.sluice.processor.relay;

import dev.sluice.lease.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Lets one process relay at a time: a session-level advisory lock on a dedicated connection. All
 * statements of the relay run on that connection, so a process that lost it cannot read or delete
 * events.
 *
 * <p>A process that dies loses its connection and the lock. The connection of a process that is
 * paused is terminated by the next one, once the lease of its worker has expired. Not thread-safe.
 */
final class RelayLock implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RelayLock.class);

  private static final String TRY_LOCK = "SELECT pg_try_advisory_lock(hashtext('sluice.relay'), 0)";

  private static final String RECORD_HOLDER =
      """
      INSERT INTO relay (name, worker_id, backend_pid)
      VALUES ('outbox', ?, pg_backend_pid())
      ON CONFLICT (name) DO UPDATE
      SET worker_id = excluded.worker_id, backend_pid = excluded.backend_pid, acquired_at = now()
      """;

  // pg_locks is checked too, as the pid may have been reused by another backend.
  private static final String TERMINATE_PAUSED_HOLDER =
      """
      SELECT pg_terminate_backend(relay.backend_pid)
      FROM relay
      WHERE relay.name = 'outbox'
        AND NOT EXISTS (
          SELECT FROM worker
          WHERE worker.id = relay.worker_id AND worker.expires_at > now())
        AND EXISTS (
          SELECT FROM pg_locks
          WHERE pg_locks.locktype = 'advisory'
            AND pg_locks.pid = relay.backend_pid
            AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND pg_locks.classid = (hashtext('sluice.relay')::bigint & 4294967295)::oid
            AND pg_locks.granted)
      """;

  private final DataSource dataSource;
  private @Nullable Connection connection;
  private @Nullable WorkerId holder;

  RelayLock(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The lock's connection, acquired if possible; empty while another process has the lock. */
  Optional<JdbcTemplate> acquire(WorkerId worker) throws SQLException {
    if (connection != null && !worker.equals(holder)) {
      // This process has a new worker id, which the row must name.
      close();
    }
    if (connection == null) {
      connection = tryLock(worker);
      holder = worker;
    }
    return Optional.ofNullable(connection)
        .map(locked -> new JdbcTemplate(new SingleConnectionDataSource(locked, true)));
  }

  private @Nullable Connection tryLock(WorkerId worker) throws SQLException {
    Connection candidate = dataSource.getConnection();
    try {
      JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(candidate, true));
      if (Boolean.TRUE.equals(jdbc.queryForObject(TRY_LOCK, Boolean.class))) {
        jdbc.update(RECORD_HOLDER, worker.value());
        log.info("relaying as worker {}", worker);
        return candidate;
      }
      if (!jdbc.queryForList(TERMINATE_PAUSED_HOLDER, Boolean.class).isEmpty()) {
        log.warn("terminated the connection of a relay whose lease had expired");
      }
    } catch (RuntimeException e) {
      discard(candidate);
      throw e;
    }
    candidate.close();
    return null;
  }

  @Override
  public void close() {
    if (connection != null) {
      release(connection);
      connection = null;
    }
  }

  private static void release(Connection used) {
    try (Statement statement = used.createStatement()) {
      statement.execute("SELECT pg_advisory_unlock_all()");
    } catch (SQLException e) {
      log.debug("the relay's connection does not respond; aborting it ends the lock", e);
      discard(used);
      return;
    }
    JdbcUtils.closeConnection(used);
  }

  /** Ends the database session, which may have the lock, and removes it from the pool. */
  private static void discard(Connection used) {
    try {
      used.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("the relay's connection could not be aborted", e);
    }
    JdbcUtils.closeConnection(used);
  }
}
