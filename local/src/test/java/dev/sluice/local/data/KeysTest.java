package dev.sluice.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path folder;

  private Keys keys() {
    return Keys.keptIn(new EnvFile(folder.resolve("keys.env")));
  }

  @Test
  void keysAreMadeOnceAndKept() {
    Map<String, String> first = keys().ofServices();

    assertThat(first)
        .containsOnlyKeys("SLUICE_RECEIPTS_KEY", "SLUICE_SECRETS_KEY", "SLUICE_ADMIN_KEY");
    assertThat(Base64.getDecoder().decode(first.get("SLUICE_RECEIPTS_KEY"))).hasSize(32);
    assertThat(Base64.getDecoder().decode(first.get("SLUICE_SECRETS_KEY"))).hasSize(32);
    assertThat(first.values()).doesNotHaveDuplicates();
    assertThat(keys().ofServices()).isEqualTo(first);
    assertThat(keys().admin()).isEqualTo(first.get("SLUICE_ADMIN_KEY"));
  }

  @Test
  void developmentKeyIsKeptAndIsNoBusinessOfTheServices() {
    Keys keys = keys();
    assertThat(keys.development()).isEmpty();

    keys.keepDevelopment("slk_mine");

    assertThat(keys().development()).isEqualTo("slk_mine");
    assertThat(keys().ofServices()).isEqualTo(keys.ofServices()).doesNotContainValue("slk_mine");
  }

  @Test
  void keysAreNotShownInPassing() {
    Keys keys = keys();

    assertThat(keys.ofServices().values()).noneMatch(keys.toString()::contains);
  }
}
