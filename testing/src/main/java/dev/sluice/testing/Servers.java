package dev.sluice.testing;

/**
 * A running broker and database server. They end with the JVM, after its shutdown hooks.
 *
 * @param jdbcUrl up to and including the slash before the database name
 * @param username a superuser
 */
record Servers(String bootstrapServers, String jdbcUrl, String username, String password) {

  TestDatabase database(String name) {
    return new TestDatabase(name, jdbcUrl + name, username, password);
  }

  @Override
  public String toString() {
    return "Servers[%s, %s]".formatted(bootstrapServers, jdbcUrl);
  }
}
