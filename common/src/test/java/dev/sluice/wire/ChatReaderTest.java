package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ModelRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class ChatReaderTest {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @Test
  void version1HasDefaultsAndVersion2HasNone() {
    ModelRequest one = version1("{" + HI + "}");
    assertThat(one.model()).isEqualTo("gpt-4o");
    assertThat(one.temperature()).isEqualTo(0.7);
    assertThat(one.maxTokens()).isEqualTo(1000);
    assertThat(one.topP()).isNull();
    assertThat(one.stop()).isEmpty();
    assertThat(one.rest().text()).isEqualTo("{" + HI + "}");
    ChatCall two = version2("{" + HI + "}");
    assertThat(two.streamed()).isFalse();
    assertThat(two.request())
        .isEqualTo(new ModelRequest("gpt-4o", null, null, null, List.of(), one.rest()));
  }

  @Test
  void version1KnowsNothingOfVersion2() {
    ModelRequest chat =
        version1(
            """
            {"messages":[{"role":"user","content":"hi","tool_calls":7,"tool_call_id":8},
                         {"role":"tool","content":"42","name":null}],
             "tools":1,"tool_choice":2,"response_format":3,"stream":4,"top_p":5,"seed":"x",
             "metadata":6,"prompt":9,"n":2,"surprise":{"a":[]}}\
            """);
    assertThat(chat.rest().text())
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"42\"}]}");
    assertThat(chat.topP()).isNull();
  }

  @Test
  void theUserGoesToTheProviderByItsName() {
    assertThat(version1("{" + HI + ",\"user_id\":\"u\"}").rest().text())
        .isEqualTo("{" + HI + ",\"user\":\"u\"}");
    assertThat(rest("{\"user_id\":\"u\"," + HI + "}")).isEqualTo("{" + HI + ",\"user\":\"u\"}");
    assertThat(rest("{\"user_id\":\"u\",\"user\":\"v\"," + HI + "}"))
        .isEqualTo("{\"user\":\"v\"," + HI + "}");
  }

  @Test
  void version2AcceptsAllMembersOfTheProtocol() {
    String rest =
        """
        {"messages":[{"role":"developer","content":"d"},{"role":"user","name":"n","content":[\
        {"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},\
        {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},{"type":"file","file":{"file_id":"f"}}]},\
        {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},\
        {"role":"tool","tool_call_id":"c","content":"4"}],"seed":-9223372036854775808,\
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","x":1.50}}}],\
        "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,\
        "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{}}},\
        "reasoning_effort":"low","logprobs":true,"service_tier":"flex","n":1,"user":"u"}\
        """;
    ChatCall call =
        version2(
            "{\"model\":\"m\",\"top_p\":0.5,\"temperature\":0,\"stop\":[\"s\"],\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":false},\"metadata\":{\"a\":\"b\"},"
                + rest.substring(1));
    assertThat(call.streamed()).isTrue();
    assertThat(call.request().model()).isEqualTo("m");
    assertThat(call.request().topP()).isEqualTo(0.5);
    assertThat(call.request().temperature()).isEqualTo(0.0);
    assertThat(call.request().stop()).containsExactly("s");
    assertThat(call.request().rest().text()).isEqualTo(rest);
  }

  @Test
  void unknownMembersGoThroughUnchangedAndLast() {
    assertThat(
            rest(
                """
                {"top_k":  40, "extra": {"a": [1.50, 1E400, -0, null, true, "\\u00e9\\u0000\\/"], "a\\tb": {}},
                 "store":null, "messages": [ {"role":"user","content":"hi","cache":{"ttl":5}} ]}
                """))
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"cache\":{\"ttl\":5}}],\"top_k\":40,"
                + "\"extra\":{\"a\":[1.50,1E400,-0,null,true,\"é\\u0000/\"],\"a\\tb\":{}},\"store\":null}");
  }

  @Test
  void nullsAndEmptyArraysAreLeftOut() {
    assertThat(
            rest(
                """
                {"tools":[],"tool_choice":null,"response_format":null,"seed":null,"user":null,"n":null,
                 "messages":[{"role":"user","tool_calls":[],"tool_call_id":null,"content":"hi"}]}\
                """))
        .isEqualTo("{" + HI + "}");
  }

  @Test
  void metadataGoesToTheProviderOnlyWhereTheAnswerIsToBeStored() {
    assertThat(rest("{\"metadata\":{\"a\":\"b\"}," + HI + "}")).isEqualTo("{" + HI + "}");
    assertThat(rest("{\"metadata\":{\"a\":\"b\"},\"store\":true," + HI + "}"))
        .isEqualTo("{" + HI + ",\"metadata\":{\"a\":\"b\"},\"store\":true}");
  }

  @Test
  void eitherNameOfTheLimitIsAccepted() {
    assertThat(version2("{" + HI + ",\"max_completion_tokens\":5}").request().maxTokens())
        .isEqualTo(5);
    assertThat(
            version2("{" + HI + ",\"max_completion_tokens\":5,\"max_tokens\":6}")
                .request()
                .maxTokens())
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12|temperature|2.1",
        "12|temperature|\"1\"",
        "12|temperature|1e999",
        "12|max_tokens|0",
        "12|max_tokens|128001",
        "12|max_tokens|1.5",
        "12|stop|\"x\"",
        "12|stop|[\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "12|model|\"-x\"",
        "12|user_id|7",
        "2|max_completion_tokens|0",
        "2|top_p|1.01",
        "2|top_p|-0.1",
        "2|top_p|true",
        "2|seed|1.5",
        "2|seed|9223372036854775808",
        "2|seed|\"1\"",
        "2|stream|1",
        "2|metadata|[]",
        "2|tool_choice|\"auto\"",
        "2|n|2",
        "2|n|\"1\"",
        "2|user|1",
        "2|reasoning_effort|3",
        "2|reasoning_effort|\"\"",
        "2|parallel_tool_calls|\"yes\"",
        "2|logprobs|1",
        "2|service_tier|{}",
      })
  void fieldOutOfBoundsIsNamed(String versions, String field, String value) {
    String json = "{%s,\"%s\":%s}".formatted(HI, field, value);
    if (versions.contains("1")) {
      assertThat(param(() -> version1(json))).startsWith(field);
    }
    assertThat(param(() -> version2(json))).startsWith(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|messages[0].content",
        "[1]|messages[0].content[0]",
        "[{}]|messages[0].content[0].type",
        "[{\"type\":\"movie\"}]|messages[0].content[0].type",
        "[{\"type\":\"text\"}]|messages[0].content[0].text",
        "[{\"text\":\"\",\"type\":\"text\"}]|messages[0].content[0].text",
        "[{\"type\":\"image_url\",\"text\":\"a\"}]|messages[0].content[0].image_url",
        "[{\"type\":\"image_url\",\"image_url\":\"http://h\"}]|messages[0].content[0].image_url",
        "[{\"type\":\"image_url\",\"image_url\":{}}]|messages[0].content[0].image_url.url",
        "[{\"type\":\"image_url\",\"image_url\":{\"url\":1}}]|messages[0].content[0].image_url.url",
        "[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"A\"}}]|messages[0].content[0].input_audio.format",
        "[{\"type\":\"file\",\"file\":7}]|messages[0].content[0].file",
      })
  void aPartOutOfBoundsIsNamed(String content, String param) {
    String json = "{\"messages\":[{\"role\":\"user\",\"content\":%s}]}".formatted(content);
    assertThat(param(() -> version2(json))).isEqualTo(param);
    assertThat(param(() -> version1(json))).isEqualTo("messages[0].content");
  }

  @Test
  void aMessageHasAtMost100Parts() {
    String part = "{\"type\":\"text\",\"text\":\"a\"}";
    String json = "{\"messages\":[{\"role\":\"user\",\"content\":[%s%s]}]}";
    assertThat(version2(json.formatted((part + ",").repeat(99), part))).isNotNull();
    assertThat(param(() -> version2(json.formatted((part + ",").repeat(100), part))))
        .isEqualTo("messages[0].content");
  }

  /** Of the request, of what is known and of what is not, of keys and of values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\":\"\\ud800\"|x",
        "\"x\":[{\"y\":\"\\udc00\\ud800\"}]|x",
        "\"user_id\":\"\\ud800\"|user_id",
      })
  void anUnpairedSurrogateIsRefusedEverywhere(String member, String param) {
    String json = "{%s,%s}".formatted(member, HI);
    assertThat(param(() -> version1(json))).isEqualTo(param);
    assertThat(param(() -> version2(json))).isEqualTo(param);
    assertThat(
            param(() ->
                version1(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"x\":\"\\ud800\"}]}")))
        .isEqualTo("messages[0].x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"temperature\":9,",
        "{\"temperature\":9} x",
        "{\"a\":1,\"a\":2}",
        "{\"temperature\":9,\"x\":{\"a\":1,\"a\":2}}",
        "{\"x\":1.}",
        "{\"x\":{\"\\udfff\":1}}",
        "{\"\\ud800\":1}",
        "\ufeff{}"
      })
  void malformedJsonTakesPrecedenceOverInvalidFields(String json) {
    assertThatThrownBy(() -> version2(json)).isInstanceOf(JacksonException.class);
  }

  @Test
  void userIdHasAtMost256Characters() {
    assertThat(version1("{%s,\"user_id\":\"%s\"}".formatted(HI, "x".repeat(256)))).isNotNull();
    assertThat(param(() -> version1("{%s,\"user_id\":\"%s\"}".formatted(HI, "x".repeat(257)))))
        .isEqualTo("user_id");
  }

  @Test
  void version2InsistsOnTheCallThatAToolAnswers() {
    String json =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"tool\",\"content\":\"4\"}]}";
    assertThat(param(() -> version2(json))).isEqualTo("messages[1].tool_call_id");
  }

  @Test
  void tokensAreEstimatedOfAllThatTheModelReads() {
    long hi = version2("{" + HI + "}").promptTokens();
    assertThat(hi).isEqualTo(3 + 4 + 1);
    assertThat(
            version2(
                    "{"
                        + HI
                        + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"a\":1}}}]}")
                .promptTokens())
        // Two words, the digit, and four quotes and marks at 0.7 each.
        .isBetween(hi + 8 + 1 + 2, hi + 8 + 1 + 10);
    assertThat(
            version2(
                    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                        + "A".repeat(100_000)
                        + "\"}}]}]}")
                .promptTokens())
        .isEqualTo(3 + 4 + 1000);
    assertThat(version2("{" + HI + ",\"prediction\":\"a longer text\"}").promptTokens())
        .isGreaterThan(hi + 3);
    ModelRequest read = version2("{" + HI + ",\"prediction\":\"a longer text\"}").request();
    assertThat(RequestReader.promptTokens(read))
        .isEqualTo(version2("{" + HI + ",\"prediction\":\"a longer text\"}").promptTokens());
  }

  private static @Nullable String param(ThrowingCallable call) {
    return catchThrowableOfType(InvalidFieldException.class, call).param();
  }

  private static String rest(String json) {
    return version2(json).request().rest().text();
  }

  private static ModelRequest version1(String json) {
    return RequestReader.chatVersion1(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  private static ChatCall version2(String json) {
    return RequestReader.chatVersion2(json.getBytes(StandardCharsets.UTF_8));
  }
}
