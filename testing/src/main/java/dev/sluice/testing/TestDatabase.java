package dev.sluice.testing;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that one test class, or one test, has for itself.
 *
 * @param name unique on its server
 * @param jdbcUrl the whole address, without user and password
 */
public record TestDatabase(String name, String jdbcUrl, String username, String password) {

  /** Opens a new connection each time it is asked for one, and keeps none. */
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
