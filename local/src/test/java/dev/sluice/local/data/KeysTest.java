package dev.sluice.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path directory;

  private Keys keys() {
    return Keys.loadOrCreate(new EnvFile(directory.resolve("keys.env")));
  }

  @Test
  void keysAreGeneratedOnceAndStored() {
    Map<String, String> first = keys().forServices();

    assertThat(first)
        .containsOnlyKeys("SLUICE_RECEIPTS_KEY", "SLUICE_SECRETS_KEY", "SLUICE_ADMIN_KEY");
    assertThat(Base64.getDecoder().decode(first.get("SLUICE_RECEIPTS_KEY"))).hasSize(32);
    assertThat(Base64.getDecoder().decode(first.get("SLUICE_SECRETS_KEY"))).hasSize(32);
    assertThat(first.values()).doesNotHaveDuplicates();
    assertThat(keys().forServices()).isEqualTo(first);
    assertThat(keys().adminKey()).isEqualTo(first.get("SLUICE_ADMIN_KEY"));
  }

  @Test
  void developmentKeyIsStoredAndNotGivenToServices() {
    Keys keys = keys();
    assertThat(keys.developmentKey()).isEmpty();

    keys.saveDevelopmentKey("slk_mine");

    assertThat(keys().developmentKey()).isEqualTo("slk_mine");
    assertThat(keys().forServices()).isEqualTo(keys.forServices()).doesNotContainValue("slk_mine");
  }

  @Test
  void toStringContainsNoKey() {
    Keys keys = keys();

    assertThat(keys.forServices().values()).noneMatch(keys.toString()::contains);
  }
}
