package dev.sluice.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

  @Test
  void simulatedProviderAnswersWhereNoOtherIsNamed() {
    assertThat(Providers.of(Map.of())).isEqualTo(new Providers(true, "gpt-4o"));
    assertThat(Providers.of(Map.of("OPENAI_API_KEY", "")).simulated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPENAI_API_KEY", "OPENAI_BASE_URL"})
  void openAiOrWhatStandsInForItIsAskedForItsModel(String variable) {
    assertThat(Providers.of(Map.of(variable, "set"))).isEqualTo(new Providers(false, "gpt-4o"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"})
  void anthropicAloneIsAskedForAModelOfItsOwn(String variable) {
    Providers providers = Providers.of(Map.of(variable, "set"));

    assertThat(providers.simulated()).isFalse();
    assertThat(providers.model()).startsWith("claude-");
  }

  @Test
  void withBothTheModelIsOpenAis() {
    assertThat(Providers.of(Map.of("OPENAI_API_KEY", "a", "ANTHROPIC_API_KEY", "b")))
        .isEqualTo(new Providers(false, "gpt-4o"));
  }
}
