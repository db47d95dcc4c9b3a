package dev.sluice.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretBoxTest {

  private final SecretBox box = box((byte) 1);

  private static SecretBox box(byte keyByte) {
    byte[] key = new byte[32];
    key[0] = keyByte;
    return new SecretBox(
        new SecretProperties(Base64.getEncoder().encodeToString(key)), new SecureRandom());
  }

  @Test
  void aSealedSecretOpensForItsOwner() throws UnsealableException {
    assertThat(box.open(box.seal("whsec_⚡", "job-1"), "job-1")).isEqualTo("whsec_⚡");
  }

  @Test
  void sealingTwiceShowsNoLikeness() {
    assertThat(box.seal("secret", "job-1")).isNotEqualTo(box.seal("secret", "job-1"));
  }

  @Test
  void aSealedSecretOpensOnlyForItsOwner() {
    String sealed = box.seal("secret", "job-1");
    assertThatThrownBy(() -> box.open(sealed, "job-2")).isInstanceOf(UnsealableException.class);
    assertThatThrownBy(() -> box((byte) 2).open(sealed, "job-1"))
        .isInstanceOf(UnsealableException.class);
  }

  @Test
  void alteredBytesDoNotOpen() {
    byte[] sealed = Base64.getDecoder().decode(box.seal("secret", "job-1"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      String text = Base64.getEncoder().encodeToString(altered);
      assertThatThrownBy(() -> box.open(text, "job-1")).isInstanceOf(UnsealableException.class);
    }
    assertThatThrownBy(() -> box.open("", "job-1")).isInstanceOf(UnsealableException.class);
    assertThatThrownBy(() -> box.open("no base64!", "job-1"))
        .isInstanceOf(UnsealableException.class);
  }
}
