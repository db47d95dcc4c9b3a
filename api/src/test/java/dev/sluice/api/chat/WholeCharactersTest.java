package dev.sluice.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WholeCharactersTest {

  private final WholeCharacters characters = new WholeCharacters();

  @Test
  void halfOfACharacterWaitsForItsOtherHalf() {
    assertThat(characters.take("a")).isEqualTo("a");
    assertThat(characters.take("b\ud83d")).isEqualTo("b");
    assertThat(characters.take("\ude42c")).isEqualTo("\ud83d\ude42c");
    assertThat(characters.take("\ud83d")).isEmpty();
    assertThat(characters.take("\ude42")).isEqualTo("\ud83d\ude42");
    assertThat(characters.rest()).isEmpty();
  }

  @Test
  void halfThatNothingFollowsIsTheRest() {
    assertThat(characters.take("a\ud83d")).isEqualTo("a");
    assertThat(characters.rest()).isEqualTo("\ud83d");
  }
}
