package dev.sluice.testing;

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

  @Override
  public String toString() {
    return jdbcUrl;
  }
}
