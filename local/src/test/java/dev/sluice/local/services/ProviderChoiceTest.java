package dev.sluice.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderChoiceTest {

  @Test
  void simulatorIsUsedIfNoProviderIsConfigured() {
    assertThat(ProviderChoice.of(Map.of())).isEqualTo(new ProviderChoice(true, "gpt-4o"));
    assertThat(ProviderChoice.of(Map.of("OPENAI_API_KEY", "")).simulated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPENAI_API_KEY", "OPENAI_BASE_URL"})
  void openAiKeyOrBaseUrlSelectsAnOpenAiModel(String variable) {
    assertThat(ProviderChoice.of(Map.of(variable, "set")))
        .isEqualTo(new ProviderChoice(false, "gpt-4o"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"})
  void anthropicAloneSelectsAClaudeModel(String variable) {
    ProviderChoice providers = ProviderChoice.of(Map.of(variable, "set"));

    assertThat(providers.simulated()).isFalse();
    assertThat(providers.model()).startsWith("claude-");
  }

  @Test
  void openAiModelIsSelectedIfBothAreConfigured() {
    assertThat(ProviderChoice.of(Map.of("OPENAI_API_KEY", "a", "ANTHROPIC_API_KEY", "b")))
        .isEqualTo(new ProviderChoice(false, "gpt-4o"));
  }
}
