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

/**
 * The right to relay, held by at most one process: a session-level advisory lock on a connection of
 * its own. All relaying statements run on that connection, so whoever has lost it cannot read or
 * delete another event.
 *
 * <p>A holder that dies loses the lock with its connection, at once. A holder that is paused keeps
 * the connection; once its worker's lease has run out, the next one in line ends that connection
 * from outside. Not safe for several threads.
 */
final class RelayLock implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RelayLock.class);

  private static final String TRY_LOCK = "SELECT pg_try_advisory_lock(hashtext('sluice.relay'), 0)";

  private static final String NOTE_HOLDER =
      """
      INSERT INTO relay (name, worker_id, backend_pid)
      VALUES ('outbox', ?, pg_backend_pid())
      ON CONFLICT (name) DO UPDATE
      SET worker_id = excluded.worker_id, backend_pid = excluded.backend_pid, acquired_at = now()
      """;

  // pg_locks is asked as well, so that a pid that was used again is not somebody else's backend.
  private static final String PUT_OUT_PAUSED_HOLDER =
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

  /** The lock's connection, acquiring it where that is possible; empty while another holds it. */
  Optional<JdbcTemplate> acquire(WorkerId worker) throws SQLException {
    if (connection != null && !worker.equals(holder)) {
      // A new life of this process: the note must name the worker that is alive.
      close();
    }
    if (connection == null) {
      connection = tryLock(worker);
      holder = worker;
    }
    return Optional.ofNullable(connection)
        .map(held -> new JdbcTemplate(new SingleConnectionDataSource(held, true)));
  }

  private @Nullable Connection tryLock(WorkerId worker) throws SQLException {
    Connection candidate = dataSource.getConnection();
    try {
      JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(candidate, true));
      if (Boolean.TRUE.equals(jdbc.queryForObject(TRY_LOCK, Boolean.class))) {
        jdbc.update(NOTE_HOLDER, worker.value());
        log.info("relaying as worker {}", worker);
        return candidate;
      }
      if (!jdbc.queryForList(PUT_OUT_PAUSED_HOLDER, Boolean.class).isEmpty()) {
        log.warn("the relay's holder had lost its lease and was put out");
      }
    } catch (RuntimeException e) {
      discard(candidate);
      throw e;
    }
    candidate.close();
    return null;
  }

  /** Gives the lock up. */
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
      log.debug("the relay's connection does not answer; it is ended, and the lock with it", e);
      discard(used);
      return;
    }
    giveBack(used);
  }

  /** Ends the database session, since it may hold the lock, and frees its place in the pool. */
  private static void discard(Connection used) {
    try {
      used.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("the relay's connection was gone already", e);
    }
    giveBack(used);
  }

  private static void giveBack(Connection used) {
    try {
      used.close();
    } catch (SQLException e) {
      log.debug("the relay's connection did not close", e);
    }
  }
}
