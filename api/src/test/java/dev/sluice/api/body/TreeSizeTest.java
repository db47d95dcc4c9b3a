package dev.sluice.api.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;

class TreeSizeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "{}",
        "[]",
        "[[],{},1,\"a\",null,true]",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":\"e\"}",
      })
  void tokensAreCountedAsTheParserCountsThem(String document) {
    int tokens = 0;
    try (JsonParser parser = Json.mapper().createParser(document)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    assertThat(TreeSize.of(Json.mapper().readTree(document)))
        .isEqualTo(tokens * TreeSize.BYTES_PER_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,", "[],", "{\"a\":0},"})
  void noDocumentIsLargerThanItsBound(String item) {
    int each =
        TreeSize.of(Json.mapper().readTree("[" + item + "0]")) / TreeSize.BYTES_PER_TOKEN - 3;
    int most = (Json.MAX_REQUEST_TOKENS - 3) / each;
    String largest = "[" + item.repeat(most) + "0]";
    assertThat(TreeSize.of(Json.requestMapper().readTree(largest))).isLessThanOrEqualTo(12_800_000);
    String larger = "[" + item.repeat(most + 1) + "0]";
    assertThatThrownBy(() -> Json.requestMapper().readTree(larger))
        .isInstanceOf(StreamConstraintsException.class);
    // What is ours may be larger than what let it in.
    assertThat(Json.mapper().readTree(larger).isArray()).isTrue();
  }
}
