package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.egress.EgressProperties;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.Settlements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
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
        properties(rule),
        new SimpleMeterRegistry());
  }

  static WebhookProperties properties(WebhookProperties.Disable rule) {
    Duration second = Duration.ofSeconds(1);
    return new WebhookProperties(
        0,
        new EgressProperties(true, true, List.of(), List.of(), List.of("443")),
        List.of(),
        new WebhookProperties.Send(second, second, 8, 8),
        new WebhookProperties.Queue(second, Duration.ZERO),
        rule,
        new WebhookProperties.Replay(1, 1));
  }
}
