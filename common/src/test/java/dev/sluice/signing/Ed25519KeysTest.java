package dev.sluice.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeysTest {

  private static String text(String prefix, String hex) {
    return prefix + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  // RFC 8032, 7.1, tests 1 and 3.
  @Test
  void thePublicKeyIsTheOneOfTheRfc() {
    assertThat(
            Ed25519Keys.publicText(
                text("whsk_", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")))
        .isEqualTo(
            text("whpk_", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    assertThat(
            Ed25519Keys.publicText(
                text("whsk_", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")))
        .isEqualTo(
            text("whpk_", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"));
  }

  @Test
  void aPublicKeyVerifiesWhatItsPrivateKeySigned() throws Exception {
    byte[] message = "grüße 🎉".getBytes(StandardCharsets.UTF_8);
    KeyPairText pair = Ed25519Keys.generate(new SecureRandom());
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(Ed25519Keys.privateKey(pair.privateKey()));
    signing.update(message);
    byte[] signature = signing.sign();
    assertThat(verifies(pair, message, signature)).isTrue();
    assertThat(verifies(Ed25519Keys.generate(new SecureRandom()), message, signature)).isFalse();
  }

  private static boolean verifies(KeyPairText pair, byte[] message, byte[] signature)
      throws Exception {
    Signature verifying = Signature.getInstance("Ed25519");
    verifying.initVerify(Ed25519Keys.publicKey(pair.publicKey()));
    verifying.update(message);
    return verifying.verify(signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsk_", "whsk_###", "whsk_AAAA", "whpk_AAAA", "c2VjcmV0"})
  void aTextThatIsNotAKeyIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> Ed25519Keys.privateKey(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("AAAA", "###", "c2VjcmV0");
    assertThatThrownBy(() -> Ed25519Keys.publicText(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ed25519Keys.publicKey(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPrivateKeyIsNotShownWithItsPair() {
    KeyPairText pair = Ed25519Keys.generate(new SecureRandom());
    assertThat(pair.toString()).contains(pair.publicKey()).doesNotContain(pair.privateKey());
  }
}
