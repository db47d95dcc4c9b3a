package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhookDisabledTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final UUID ENDPOINT = UUID.fromString("019ab000-0000-7000-8000-000000000000");

  @Test
  void theEventIsKeyedByItsEndpointAndShowsNoQuery() {
    ProducerRecord<String, byte[]> record =
        disabled(WebhookDisabled.Reason.FAILING, 100, NOW.minusSeconds(86_400))
            .announcement()
            .toRecord("events");
    assertThat(record.key()).isEqualTo(ENDPOINT.toString());
    assertThat(header(record, "ce_type")).isEqualTo("webhook.disabled");
    assertThat(header(record, "ce_source")).isEqualTo("/sluice/webhooks");
    assertThat(header(record, "ce_subject")).isEqualTo(ENDPOINT.toString());
    assertThat(header(record, "ce_tenant")).isEqualTo("acme");
    assertThat(new String(record.value(), UTF_8))
        .isEqualTo(
            """
            {"webhook_id":"019ab000-0000-7000-8000-000000000000","url":"https://a.test/hook",\
            "reason":"failing","failures":100,"failing_since":"2026-11-22T10:00:00Z",\
            "disabled_at":"2026-11-23T10:00:00Z"}\
            """);
  }

  @Test
  void theSameTransitionAlwaysHasTheSameEvent() {
    assertThat(disabled(WebhookDisabled.Reason.GONE, 1, NOW).announcement().eventId())
        .isEqualTo(disabled(WebhookDisabled.Reason.GONE, 1, NOW).announcement().eventId());
  }

  private static WebhookDisabled disabled(
      WebhookDisabled.Reason reason, int failures, @Nullable Instant since) {
    return new WebhookDisabled(
        ENDPOINT,
        new TenantId("acme"),
        "https://a.test/hook?token=hidden",
        reason,
        failures,
        since,
        NOW);
  }

  private static String header(ProducerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }
}
