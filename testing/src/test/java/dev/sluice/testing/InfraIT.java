package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class InfraIT {
  private final Infra infra = Infra.shared();

  @Test
  void oneBrokerServesTheWholeJvm() throws Exception {
    String topic = infra.freshTopicPrefix() + "jobs";
    assertThat(Infra.shared().bootstrapServers()).isEqualTo(infra.bootstrapServers());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", infra.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
      assertThat(admin.listTopics().names().get()).contains(topic);
    }
  }

  @Test
  void topicPrefixesAreUnique() {
    assertThat(infra.freshTopicPrefix()).isNotEqualTo(infra.freshTopicPrefix());
  }

  @Test
  void migrationRunsOnceAndDatabasesAreIsolated() throws SQLException {
    AtomicInteger runs = new AtomicInteger();
    TestDatabase first = infra.freshDatabase("infra_it", dataSource -> migrate(dataSource, runs));
    execute(first.dataSource(), "INSERT INTO job VALUES (1)");
    TestDatabase second = infra.freshDatabase("infra_it", dataSource -> migrate(dataSource, runs));

    assertThat(runs).hasValue(1);
    assertThat(jobs(first)).isOne();
    assertThat(jobs(second)).isZero();
  }

  @Test
  void databaseWithoutASchemaIsEmpty() throws SQLException {
    TestDatabase database = infra.freshDatabase();
    execute(database.dataSource(), "CREATE TABLE job (id bigint)");
    assertThat(jobs(database)).isZero();
  }

  @Test
  void springPropertiesNameBrokerAndDatabase() {
    TestDatabase database = infra.freshDatabase();
    assertThat(infra.springProperties(database))
        .containsEntry("spring.datasource.url", database.jdbcUrl())
        .containsEntry("spring.kafka.bootstrap-servers", infra.bootstrapServers());
  }

  private static void migrate(DataSource dataSource, AtomicInteger runs) {
    runs.incrementAndGet();
    try {
      execute(dataSource, "CREATE TABLE job (id bigint)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long jobs(TestDatabase database) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM job")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}
