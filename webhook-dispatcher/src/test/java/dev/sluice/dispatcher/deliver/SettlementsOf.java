package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.Settlements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The statements of settling, without a dispatcher around them. */
final class SettlementsOf {

  private SettlementsOf() {}

  static Settlements bed(TestBed bed) {
    return bed(bed, new WebhookProperties.Disable(100, Duration.ofHours(24)));
  }

  static Settlements bed(TestBed bed, WebhookProperties.Disable rule) {
    return on(bed.database().dataSource(), rule);
  }

  static Settlements on(DataSource source, WebhookProperties.Disable rule) {
    return new Settlements(
        new JdbcTemplate(source),
        new JdbcTransactionManager(source),
        rule,
        new SimpleMeterRegistry());
  }
}
