package dev.sluice.testing;

/**
 * A running broker and a running database server, which end with the JVM, after its shutdown hooks.
 *
 * @param bootstrapServers the broker, as clients take it
 * @param jdbcUrl the server's address up to and including the slash before a database's name
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
