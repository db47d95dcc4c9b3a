package dev.sluice.local.infra;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Jobs in the database from earlier runs. */
public record EarlierJobs(long count, List<String> byStatus) {

  public EarlierJobs {
    byStatus = List.copyOf(byStatus);
  }

  /** Counts the jobs. The schema must exist. */
  public static EarlierJobs in(Infra infra) {
    try (Connection connection =
            DriverManager.getConnection(infra.jdbcUrl(), infra.username(), infra.password());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT status, count(*) FROM job GROUP BY status ORDER BY status")) {
      long count = 0;
      List<String> byStatus = new ArrayList<>();
      while (row.next()) {
        count += row.getLong(2);
        byStatus.add(row.getLong(2) + " " + row.getString(1));
      }
      return new EarlierJobs(count, byStatus);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot count the jobs", e);
    }
  }

  @Override
  public String toString() {
    return count == 0
        ? "no earlier jobs"
        : "%d earlier job%s (%s)"
            .formatted(count, count == 1 ? "" : "s", String.join(", ", byStatus));
  }
}
