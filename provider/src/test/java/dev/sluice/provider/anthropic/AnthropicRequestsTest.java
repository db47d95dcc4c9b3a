package dev.sluice.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ModelRequest;
import dev.sluice.provider.Chats;
import dev.sluice.provider.ToolChats;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import tools.jackson.databind.JsonNode;

class AnthropicRequestsTest {

  @Test
  void everythingIsSaidInBlocks() throws Exception {
    ModelRequest request = ToolChats.everything("claude-3", ToolChats.NAMED, ToolChats.JSON_SCHEMA);

    JSONAssert.assertEquals(
        """
        {"model":"claude-3","temperature":1.0,"max_tokens":77,"stop_sequences":["END"],
         "system":"Be brief.",
         "messages":[
           {"role":"user","content":"Go."},
           {"role":"assistant","content":[
             {"type":"tool_use","id":"t1","name":"f","input":{"a":2}},
             {"type":"tool_use","id":"t2","name":"g","input":{"arguments":"not json"}}]},
           {"role":"user","content":[
             {"type":"tool_result","tool_use_id":"t1","content":"two"},
             {"type":"tool_result","tool_use_id":"t2","content":"bad"}]},
           {"role":"user","content":"And?"}],
         "tools":[
           {"name":"f","description":"does f","strict":true,
             "input_schema":{"type":"object","required":["a"],"additionalProperties":false,
               "properties":{"a":{"type":"integer","minimum":1.5}},"$defs":{"x":{}}}},
           {"name":"g","input_schema":{"type":"object"}}],
         "tool_choice":{"type":"tool","name":"f"},
         "output_config":{"format":{"type":"json_schema",
           "schema":{"type":"object","properties":{"a":{"type":"integer","minimum":1.5}},
             "required":["a"],"additionalProperties":false,"$defs":{"x":{}}}}}}
        """,
        body(request).toString(),
        JSONCompareMode.STRICT);
  }

  @ParameterizedTest
  @CsvSource({"auto, auto", "none, none", "required, any"})
  void modesHaveTheirCounterparts(String mode, String type) throws Exception {
    assertThat(
            body(ToolChats.everything("m", "\"" + mode + "\"", null))
                .at("/tool_choice/type")
                .asString())
        .isEqualTo(type);
  }

  @Test
  void anyJsonObjectIsAskedForInWords() throws Exception {
    JsonNode body = body(ToolChats.everything("m", null, ToolChats.JSON_OBJECT));

    assertThat(body.at("/system").asString()).startsWith("Be brief.\n\nAnswer with a single JSON");
    assertThat(body.has("output_config")).isFalse();
  }

  @Test
  void modelThatTakesNoTemperatureGetsNone() throws Exception {
    assertThat(body(Chats.hello("claude-5")).has("temperature")).isFalse();
    assertThat(body(Chats.hello("claude-3")).at("/temperature").asDouble()).isEqualTo(0.7);
  }

  @Test
  void topPTakesThePlaceOfTheTemperatureWhereTheModelTakesEither() throws Exception {
    JsonNode body = body(Chats.sampled("claude-3", 0.25, 42L));
    assertThat(body.at("/top_p").asDouble()).isEqualTo(0.25);
    assertThat(body.has("temperature")).isFalse();
    assertThat(body.has("seed")).isFalse();
    assertThat(body(Chats.sampled("claude-5", 0.25, 42L)).has("top_p")).isFalse();
  }

  @Test
  void toolsMessageThatNamesNoCallIsAUsersText() throws Exception {
    ModelRequest request =
        Chats.request(
            "claude-3",
            """
            {"messages":[{"role":"user","content":"Go."},
              {"role":"tool","content":"one","tool_call_id":"t1"},
              {"role":"tool","content":"two"}]}
            """);

    JSONAssert.assertEquals(
        """
        [{"role":"user","content":"Go."},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"}]},
         {"role":"user","content":"two"}]
        """,
        body(request).at("/messages").toString(),
        JSONCompareMode.STRICT);
  }

  @Test
  void boundThatAnthropicNeedsIsSentWhereNoneIsGivenAndNothingElse() throws Exception {
    String rest = "{\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}],\"seed\":1,\"x\":[{}]}";

    assertThat(text(Chats.bare("claude-3", rest)))
        .isEqualTo(
            "{\"model\":\"claude-3\",\"max_tokens\":1000,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}");
  }

  @Test
  void idsThatAnthropicRefusesAreReplacedForCallAndResultAlike() throws Exception {
    JsonNode messages =
        body(Chats.request(
                "m",
                """
                {"messages":[{"content":null,"role":"assistant","tool_calls":[
                   {"id":"functions.f:0","type":"function","function":{"name":"f"}},
                   {"id":"functions_f_0","type":"function","function":{"name":"g"}},
                   {"id":"functions f 0","type":"function","function":{"name":"h"}}]},
                  {"role":"tool","tool_call_id":"functions_f_0","content":"second"},
                  {"role":"tool","tool_call_id":"functions.f:0","content":"first"},
                  {"role":"tool","tool_call_id":"functions f 0","content":"third"}]}
                """))
            .at("/messages");

    List<String> uses =
        messages.at("/0/content").valueStream().map(n -> n.at("/id").asString()).toList();
    List<String> results =
        messages.at("/1/content").valueStream().map(n -> n.at("/tool_use_id").asString()).toList();
    assertThat(uses).doesNotHaveDuplicates().allMatch(id -> id.matches("^[a-zA-Z0-9_-]+$"));
    assertThat(results).containsExactly(uses.get(1), uses.get(0), uses.get(2));
  }

  @Test
  void stopSequencesOfWhiteSpaceAreLeftOut() throws Exception {
    ModelRequest request =
        new ModelRequest("m", 10, null, null, List.of("\n", "END", " "), Chats.hello("m").rest());

    assertThat(body(request).at("/stop_sequences").toString()).isEqualTo("[\"END\"]");
  }

  @Test
  void numbersKeepTheirDigits() throws Exception {
    String digits = "0.12345678901234567890123";
    String rest =
        """
        {"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":
          {"name":"f","arguments":"{\\"d\\":%s,\\"h\\":1e400}"}}]}],
         "tools":[{"type":"function","function":
          {"name":"f","parameters":{"properties":{"d":{"minimum":%s,"maximum":1.50}}}}}],
         "response_format":{"type":"json_schema","json_schema":{"schema":{"minimum":%s}}}}
        """
            .formatted(digits, digits, digits);

    assertThat(text(Chats.request("m", rest)))
        .contains("\"input\":{\"d\":" + digits + ",\"h\":1e400}")
        .contains("\"minimum\":" + digits + ",\"maximum\":1.50")
        .contains("\"schema\":{\"minimum\":" + digits + "}");
  }

  @Test
  void partsBecomeBlocksWhereverTheyStand() throws Exception {
    String rest =
        """
        {"messages":[
          {"role":"developer","content":[{"type":"text","text":"Be "},{"type":"text","text":"brief."}]},
          {"role":"user","content":[{"type":"text","text":"See"},{"type":"text","text":" "},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAA=","detail":"low"}},
            {"type":"image_url","image_url":{"url":"https://127.0.0.1/x.png"}}]},
          {"role":"assistant","content":[{"type":"text","text":"ok"}]},
          {"role":"tool","tool_call_id":"t1","content":[{"type":"text","text":"r"}]}],
         "user":"u1","parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"f"}}]}
        """;
    JSONAssert.assertEquals(
        """
        {"model":"m","max_tokens":1000,"system":"Be brief.",
         "messages":[
          {"role":"user","content":[{"type":"text","text":"See"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAA="}},
            {"type":"image","source":{"type":"url","url":"https://127.0.0.1/x.png"}}]},
          {"role":"assistant","content":[{"type":"text","text":"ok"}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
            "content":[{"type":"text","text":"r"}]}]}],
         "metadata":{"user_id":"u1"},
         "tools":[{"name":"f","input_schema":{"type":"object"}}],
         "tool_choice":{"type":"auto","disable_parallel_tool_use":true}}
        """,
        text(Chats.bare("m", rest)),
        JSONCompareMode.STRICT);
  }

  @ParameterizedTest
  @CsvSource({"user, input_audio", "user, file", "tool, file", "system, image_url"})
  void partWithoutCounterpartIsNamedAndNothingIsSent(String role, String type) {
    String rest =
        "{\"messages\":[{\"role\":\"%s\",\"tool_call_id\":\"t\",\"content\":[{\"type\":\"%s\"}]}]}"
            .formatted(role, type);

    assertThatThrownBy(() -> text(Chats.bare("m", rest)))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            thrown -> {
              assertThat(thrown.error().code()).isEqualTo("provider_rejected");
              assertThat(thrown.error().message()).contains("'" + type + "'");
            });
  }

  private static JsonNode body(ModelRequest request) throws Exception {
    return Json.mapper().readTree(text(request));
  }

  private static String text(ModelRequest request) throws Exception {
    AnthropicProtocol protocol = new AnthropicProtocol(List.of(ModelPattern.of("claude-3")));
    return new String(protocol.body(request, false), UTF_8);
  }
}
