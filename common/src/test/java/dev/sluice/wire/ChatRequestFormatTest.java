package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Role;
import dev.sluice.chat.ToolChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestFormatTest {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @Test
  void messagesAloneGetEveryDefault() {
    ChatRequest expected =
        new ChatRequest(
            "gpt-4o",
            List.of(Message.of(Role.USER, "hi")),
            0.7,
            1000,
            List.of(),
            List.of(),
            null,
            null);
    assertThat(version1("{" + HI + "}")).isEqualTo(expected);
    assertThat(version2("{" + HI + "}")).isEqualTo(new ChatRequestFormat.Version2(expected, false));
  }

  @Test
  void version1KnowsNothingOfVersion2() {
    ChatRequest chat =
        version1(
            """
            {"messages":[{"role":"user","content":"hi","tool_calls":7,"tool_call_id":8},
                         {"role":"tool","content":"42"}],
             "tools":1,"tool_choice":2,"response_format":3,"stream":4,"top_p":5,"seed":"x",
             "metadata":6,"prompt":9}\
            """);
    assertThat(chat.messages())
        .containsExactly(Message.of(Role.USER, "hi"), Message.of(Role.TOOL, "42"));
    assertThat(chat.topP()).isNull();
    assertThat(chat.seed()).isNull();
  }

  @Test
  void version2TakesEverything() {
    ChatRequestFormat.Version2 request =
        version2(
            """
            {"messages":[{"role":"user","content":"hi"}],"top_p":0.5,"seed":-9223372036854775808,
             "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required",
             "response_format":{"type":"json_object"},"stream":true,"metadata":{"a":"b"}}\
            """);
    assertThat(request.stream()).isTrue();
    assertThat(request.chat().topP()).isEqualTo(0.5);
    assertThat(request.chat().seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(request.chat().toolChoice()).isEqualTo(ToolChoice.Mode.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12|temperature|2.1",
        "12|temperature|\"1\"",
        "12|max_tokens|0",
        "12|max_tokens|128001",
        "12|max_tokens|1.5",
        "12|stop|\"x\"",
        "12|stop|[\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "12|model|\"-x\"",
        "12|user_id|7",
        "2|top_p|1.01",
        "2|top_p|-0.1",
        "2|top_p|true",
        "2|seed|1.5",
        "2|seed|9223372036854775808",
        "2|seed|\"1\"",
        "2|stream|1",
        "2|metadata|[]",
        "2|tool_choice|\"auto\"",
      })
  void fieldOutOfBoundsIsNamed(String versions, String field, String value) {
    String json = "{%s,\"%s\":%s}".formatted(HI, field, value);
    if (versions.contains("1")) {
      assertThat(catchThrowableOfType(InvalidFieldException.class, () -> version1(json)).param())
          .startsWith(field);
    }
    assertThat(catchThrowableOfType(InvalidFieldException.class, () -> version2(json)).param())
        .startsWith(field);
  }

  @Test
  void userIdHasAtMost256Characters() {
    assertThat(version1("{%s,\"user_id\":\"%s\"}".formatted(HI, "x".repeat(256)))).isNotNull();
    assertThat(
            catchThrowableOfType(
                    InvalidFieldException.class,
                    () -> version1("{%s,\"user_id\":\"%s\"}".formatted(HI, "x".repeat(257))))
                .param())
        .isEqualTo("user_id");
  }

  @Test
  void version2InsistsOnTheCallThatAToolAnswers() {
    String json =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"tool\",\"content\":\"4\"}]}";
    assertThat(catchThrowableOfType(InvalidFieldException.class, () -> version2(json)).param())
        .isEqualTo("messages[1].tool_call_id");
  }

  private static ChatRequest version1(String json) {
    return ChatRequestFormat.readVersion1(Json.mapper().readTree(json));
  }

  private static ChatRequestFormat.Version2 version2(String json) {
    return ChatRequestFormat.readVersion2(Json.mapper().readTree(json));
  }
}
