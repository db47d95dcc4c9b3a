package dev.sluice.dispatcher.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.sluice.signing.Ed25519Keys;
import dev.sluice.signing.KeyPairText;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignaturesTest {

  private static final byte[] BODY =
      "{\"a\":  \"🎉 \\u00fc\"}\n\t".getBytes(StandardCharsets.UTF_8);
  private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void theStandardFormIsTheOneOfItsOwnLibrary() throws Exception {
    Instant now = Clock.systemUTC().instant();
    String signature = with(STANDARD_SECRET).standard("msg_1", now, BODY);
    new Webhook(STANDARD_SECRET)
        .verify(new String(BODY, StandardCharsets.UTF_8), headers(now, signature));
  }

  @Test
  void aSecretWithoutPrefixIsUsedAsItsBytes() throws Exception {
    Instant now = Clock.systemUTC().instant();
    String secret = "geheim-äöü";
    String signature = with(secret).standard("msg_1", now, BODY);
    new Webhook(secret.getBytes(StandardCharsets.UTF_8))
        .verify(new String(BODY, StandardCharsets.UTF_8), headers(now, signature));
  }

  // openssl dgst -sha256 -hmac key, over "The quick brown fox jumps over the lazy dog".
  @Test
  void thePlainFormIsTheWellKnownHmac() {
    byte[] body = "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
    assertThat(with("key").plain(body))
        .contains("sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  }

  @Test
  void thePlainFormTakesTheSecretAsItIsWritten() {
    assertThat(with("whsec_a2V5").plain(BODY)).isNotEqualTo(with("key").plain(BODY));
    assertThat(with("whsec_a2V5").standard("id", Instant.EPOCH, BODY))
        .isEqualTo(with("key").standard("id", Instant.EPOCH, BODY));
  }

  @Test
  void idTimeAndBodyAreAllSigned() {
    Signatures signatures = with("key");
    String signature = signatures.standard("id", Instant.EPOCH, BODY);
    assertThat(signatures.standard("id2", Instant.EPOCH, BODY)).isNotEqualTo(signature);
    assertThat(signatures.standard("id", Instant.EPOCH.plusSeconds(1), BODY))
        .isNotEqualTo(signature);
    assertThat(signatures.standard("id", Instant.EPOCH, new byte[] {1})).isNotEqualTo(signature);
  }

  @Test
  void whileSecretsAreExchangedEachOfThemAloneVerifies() throws Exception {
    Instant now = Clock.systemUTC().instant();
    String newer = "whsec_bmV3ZXItc2VjcmV0LW9mLTI0LWJ5dGVz";
    KeyPairText pair = Ed25519Keys.generate(new SecureRandom());
    Signatures signatures =
        new Signatures(
            List.of(symmetric(STANDARD_SECRET), symmetric(newer), asymmetric(pair.privateKey())));
    String signature = signatures.standard("msg_1", now, BODY);
    assertThat(signature.split(" ", -1)).hasSize(3);
    String body = new String(BODY, StandardCharsets.UTF_8);
    new Webhook(STANDARD_SECRET).verify(body, headers(now, signature));
    new Webhook(newer).verify(body, headers(now, signature));
    assertThat(verifiesByHand(pair.publicKey(), now, signature.split(" ", -1)[2])).isTrue();
    assertThatThrownBy(
            () -> new Webhook("whsec_bm90LW9uZS1vZi10aGVt").verify(body, headers(now, signature)))
        .isInstanceOf(WebhookVerificationException.class);
    assertThat(signatures.plain(BODY)).isEqualTo(with(STANDARD_SECRET).plain(BODY));
  }

  /** As a receiver without any library does it. */
  private static boolean verifiesByHand(String publicKey, Instant now, String signature)
      throws Exception {
    assertThat(signature).startsWith("v1a,");
    byte[] key = Base64.getDecoder().decode(publicKey.substring("whpk_".length()));
    byte[] x509 =
        HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key));
    Signature verifying = Signature.getInstance("Ed25519");
    verifying.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
    verifying.update(("msg_1." + now.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
    verifying.update(BODY);
    return verifying.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
  }

  // The vector of the Go library of Standard Webhooks (webhook_asymmetric_test.go).
  @Test
  void theAsymmetricFormIsTheOneOfTheStandardsLibraries() {
    Signatures.Secret key = asymmetric("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=");
    assertThat(
            new Signatures(List.of(key))
                .standard(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    Instant.ofEpochSecond(1614265330),
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5Wqy"
                + "eFiL8Ag==");
  }

  @Test
  void theSymmetricFormsVerifyByHand() throws Exception {
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(Base64.getDecoder().decode(STANDARD_SECRET.substring(6)), "HmacSHA256"));
    mac.update("msg_1.1700000000.".getBytes(StandardCharsets.UTF_8));
    assertThat(with(STANDARD_SECRET).standard("msg_1", now, BODY))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(BODY)));
    mac.init(new SecretKeySpec(STANDARD_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(with(STANDARD_SECRET).plain(BODY))
        .contains("sha256=" + HexFormat.of().formatHex(mac.doFinal(BODY)));
  }

  @Test
  void anAsymmetricKeyHasNoPlainForm() {
    Signatures.Secret key = asymmetric(Ed25519Keys.generate(new SecureRandom()).privateKey());
    assertThat(new Signatures(List.of(key)).plain(BODY)).isEmpty();
  }

  @Test
  void withoutAnyKeyThereAreNoSignatures() {
    assertThatThrownBy(() -> new Signatures(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyOrBrokenSecretIsRefused() {
    for (String secret : List.of("", "whsec_", "whsec_###")) {
      assertThatThrownBy(() -> with(secret)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Signatures.Secret symmetric(String secret) {
    return new Signatures.Secret("v1", secret);
  }

  private static Signatures.Secret asymmetric(String privateKey) {
    return new Signatures.Secret("v1a", privateKey);
  }

  private static Signatures with(String secret) {
    return new Signatures(List.of(symmetric(secret)));
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
