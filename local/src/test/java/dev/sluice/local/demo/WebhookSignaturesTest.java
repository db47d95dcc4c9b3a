package dev.sluice.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.sluice.local.demo.WebhookReceiver.Received;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookSignaturesTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY = "{\"event\":\"job.completed\"}";

  /** {@code printf '{"event":"job.completed"}' | openssl dgst -sha256 -hmac $SECRET}. */
  private static final String HEX =
      "be0e883dc8c4c326a22edc7156c841e7e98a58e607ae00a0b85e246c74de89f5";

  private static Received webhook(String body) throws Exception {
    long now = Clock.systemUTC().instant().getEpochSecond();
    return new Received(
        Map.of(
            "webhook-id", List.of("event-1"),
            "webhook-timestamp", List.of(Long.toString(now)),
            "webhook-signature", List.of(new Webhook(SECRET).sign("event-1", now, BODY)),
            "x-webhook-signature", List.of("sha256=" + HEX)),
        body);
  }

  @Test
  void bothSignaturesOfAGenuineWebhookAreValid() throws Exception {
    assertThat(WebhookSignatures.standard(SECRET, webhook(BODY))).isTrue();
    assertThat(WebhookSignatures.sha256(SECRET, webhook(BODY))).isTrue();
  }

  @Test
  void bothSignaturesOfAnotherBodyAreInvalid() throws Exception {
    assertThat(WebhookSignatures.standard(SECRET, webhook(BODY + " "))).isFalse();
    assertThat(WebhookSignatures.sha256(SECRET, webhook(BODY + " "))).isFalse();
  }

  @Test
  void bothSignaturesAreInvalidWithAnotherSecret() throws Exception {
    String other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    assertThat(WebhookSignatures.standard(other, webhook(BODY))).isFalse();
    assertThat(WebhookSignatures.sha256(other, webhook(BODY))).isFalse();
  }

  @Test
  void unsignedWebhookIsInvalid() {
    Received unsigned = new Received(Map.of(), BODY);

    assertThat(WebhookSignatures.standard(SECRET, unsigned)).isFalse();
    assertThat(WebhookSignatures.sha256(SECRET, unsigned)).isFalse();
  }
}
