package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Role;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.Chats;
import dev.sluice.provider.ToolChats;
import dev.sluice.provider.call.ModelPattern;
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
    ChatRequest request =
        ToolChats.everything("claude-3", new ToolChoice.Named("f"), ToolChats.jsonSchema());

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
  @CsvSource({"AUTO, auto", "NONE, none", "REQUIRED, any"})
  void modesHaveTheirCounterparts(ToolChoice.Mode mode, String type) throws Exception {
    assertThat(body(ToolChats.everything("m", mode, null)).at("/tool_choice/type").asString())
        .isEqualTo(type);
  }

  @Test
  void anyJsonObjectIsAskedForInWords() throws Exception {
    JsonNode body = body(ToolChats.everything("m", null, new ResponseFormat.JsonObject()));

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
    ChatRequest request =
        Chats.conversation(
            "claude-3",
            List.of(
                Message.of(Role.USER, "Go."),
                new Message(Role.TOOL, "one", List.of(), "t1"),
                Message.of(Role.TOOL, "two")));

    JSONAssert.assertEquals(
        """
        [{"role":"user","content":"Go."},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"}]},
         {"role":"user","content":"two"}]
        """,
        body(request).at("/messages").toString(),
        JSONCompareMode.STRICT);
  }

  private static JsonNode body(ChatRequest request) throws Exception {
    var params =
        new AnthropicRequests(List.of(ModelPattern.of("claude-3"))).translate(Chats.call(request));
    return Json.mapper().readTree(ObjectMappers.jsonMapper().writeValueAsString(params._body()));
  }
}
