package dev.sluice.dispatcher.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignaturesTest {

  private static final byte[] BODY =
      "{\"a\":  \"🎉 \\u00fc\"}\n\t".getBytes(StandardCharsets.UTF_8);
  private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void theStandardFormIsTheOneOfItsOwnLibrary() throws Exception {
    Instant now = Clock.systemUTC().instant();
    String signature = Signatures.with(STANDARD_SECRET).standard("msg_1", now, BODY);
    new Webhook(STANDARD_SECRET)
        .verify(new String(BODY, StandardCharsets.UTF_8), headers(now, signature));
  }

  @Test
  void aSecretWithoutPrefixIsUsedAsItsBytes() throws Exception {
    Instant now = Clock.systemUTC().instant();
    String secret = "geheim-äöü";
    String signature = Signatures.with(secret).standard("msg_1", now, BODY);
    new Webhook(secret.getBytes(StandardCharsets.UTF_8))
        .verify(new String(BODY, StandardCharsets.UTF_8), headers(now, signature));
  }

  // openssl dgst -sha256 -hmac key, over "The quick brown fox jumps over the lazy dog".
  @Test
  void thePlainFormIsTheWellKnownHmac() {
    byte[] body = "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
    assertThat(Signatures.with("key").plain(body))
        .isEqualTo("sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  }

  @Test
  void thePlainFormTakesTheSecretAsItIsWritten() {
    assertThat(Signatures.with("whsec_a2V5").plain(BODY))
        .isNotEqualTo(Signatures.with("key").plain(BODY));
    assertThat(Signatures.with("whsec_a2V5").standard("id", Instant.EPOCH, BODY))
        .isEqualTo(Signatures.with("key").standard("id", Instant.EPOCH, BODY));
  }

  @Test
  void idTimeAndBodyAreAllSigned() {
    Signatures signatures = Signatures.with("key");
    String signature = signatures.standard("id", Instant.EPOCH, BODY);
    assertThat(signatures.standard("id2", Instant.EPOCH, BODY)).isNotEqualTo(signature);
    assertThat(signatures.standard("id", Instant.EPOCH.plusSeconds(1), BODY))
        .isNotEqualTo(signature);
    assertThat(signatures.standard("id", Instant.EPOCH, new byte[] {1})).isNotEqualTo(signature);
  }

  @Test
  void anEmptyOrBrokenSecretIsRefused() {
    for (String secret : List.of("", "whsec_", "whsec_###")) {
      assertThatThrownBy(() -> Signatures.with(secret))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static HttpHeaders headers(Instant now, String signature) {
    return HttpHeaders.of(
        Map.of(
            "webhook-id", List.of("msg_1"),
            "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
            "webhook-signature", List.of(signature)),
        (_, _) -> true);
  }
}
