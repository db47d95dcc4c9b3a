package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternTest {

  @ParameterizedTest
  @CsvSource({
    "claude-*, claude-opus-4-6, true",
    "claude-*, claude-, true",
    "claude-*, my-claude-1, false",
    "*, anything/at:all, true",
    "gpt-4o, gpt-4o, true",
    "gpt-4o, gpt-4o-mini, false",
    "gpt-4.1, gpt-4x1, false",
    "*-4-*, claude-opus-4-6, true",
    "GPT*, gpt-4o, false",
  })
  void starStandsForAnyCharactersAndTheRestForItself(String text, String model, boolean fits) {
    assertThat(ModelPattern.of(text).matches(model)).isEqualTo(fits);
  }

  @Test
  void blankPatternIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ModelPattern.of(" "));
  }
}
