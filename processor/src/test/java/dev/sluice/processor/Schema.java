package dev.sluice.processor;

import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import org.flywaydb.core.Flyway;

/** A database of a test's own, with the schema in it. */
public final class Schema {

  private Schema() {}

  public static TestDatabase fresh() {
    return Infra.shared()
        .freshDatabase("schema", source -> Flyway.configure().dataSource(source).load().migrate());
  }
}
