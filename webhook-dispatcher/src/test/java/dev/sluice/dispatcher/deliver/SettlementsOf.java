package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.webhooks.delivery.DisableRule;
import dev.sluice.webhooks.delivery.SettlementRow;
import dev.sluice.webhooks.delivery.Settlements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The statements of settling, without a dispatcher around them. */
final class SettlementsOf {

  private SettlementsOf() {}

  /** These, as they are written. */
  static List<SettlementRow> rows(Settlement... settlements) {
    return Stream.of(settlements).map(Settlement::row).toList();
  }

  static Settlements bed(TestBed bed) {
    return bed(bed, new DisableRule(100, Duration.ofHours(24)));
  }

  static Settlements bed(TestBed bed, DisableRule rule) {
    return on(bed.database().dataSource(), rule);
  }

  static Settlements on(DataSource source, DisableRule rule) {
    return new Settlements(
        new JdbcTemplate(source),
        new JdbcTransactionManager(source),
        rule,
        new SimpleMeterRegistry());
  }
}
