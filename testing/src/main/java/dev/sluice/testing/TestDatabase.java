package dev.sluice.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database for one test class or test.
 *
 * @param name unique on its server
 * @param jdbcUrl without user and password
 */
public record TestDatabase(String name, String jdbcUrl, String username, String password) {

  /** Opens a new connection on each call; does not pool. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl);
    dataSource.setUser(username);
    dataSource.setPassword(password);
    return dataSource;
  }

  /**
   * A new pool, for statements that leave nothing behind in their session: a new process of the
   * server costs more than most of them. Connections are closed after 10 s without use; what the
   * server closes is replaced.
   */
  public DataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(dataSource());
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(8);
    config.setIdleTimeout(Duration.ofSeconds(10).toMillis());
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    // There need not be a server yet, or any more.
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  @Override
  public String toString() {
    return jdbcUrl;
  }
}
