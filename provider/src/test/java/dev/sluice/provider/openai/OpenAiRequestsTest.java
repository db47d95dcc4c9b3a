package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.ObjectMappers;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Role;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.Chats;
import dev.sluice.provider.ToolChats;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import dev.sluice.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import tools.jackson.databind.JsonNode;

class OpenAiRequestsTest {

  @Test
  void everythingIsSaidAsItIs() throws Exception {
    ChatRequest request =
        ToolChats.everything("gpt-4o", new ToolChoice.Named("f"), ToolChats.jsonSchema());

    JSONAssert.assertEquals(
        """
        {"model":"gpt-4o","temperature":1.5,"max_tokens":77,"stop":["END"],
         "messages":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":"Go."},
           {"role":"assistant","tool_calls":[
             {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":2}"}},
             {"id":"t2","type":"function","function":{"name":"g","arguments":"not json"}}]},
           {"role":"tool","tool_call_id":"t1","content":"two"},
           {"role":"tool","tool_call_id":"t2","content":"bad"},
           {"role":"user","content":"And?"}],
         "tools":[
           {"type":"function","function":{"name":"f","description":"does f","strict":true,
             "parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1.5}},
               "required":["a"],"additionalProperties":false,"$defs":{"x":{}}}}},
           {"type":"function","function":{"name":"g"}}],
         "tool_choice":{"type":"function","function":{"name":"f"}},
         "response_format":{"type":"json_schema","json_schema":{
           "name":"answer","description":"an answer","strict":true,
           "schema":{"type":"object","properties":{"a":{"type":"integer","minimum":1.5}},
             "required":["a"],"additionalProperties":false,"$defs":{"x":{}}}}}}
        """,
        body(request, MaxTokensField.MAX_TOKENS).toString(),
        JSONCompareMode.STRICT);
  }

  @Test
  void modesAndSimpleFormatsAreWords() throws Exception {
    ChatRequest request =
        ToolChats.everything("m", ToolChoice.Mode.REQUIRED, new ResponseFormat.JsonObject());
    JsonNode body = body(request, MaxTokensField.MAX_TOKENS);

    assertThat(body.at("/tool_choice").asString()).isEqualTo("required");
    assertThat(body.at("/response_format/type").asString()).isEqualTo("json_object");
  }

  @Test
  void boundOfTheAnswerHasTheNameThatTheServerKnows() throws Exception {
    JsonNode body = body(Chats.hello("m"), MaxTokensField.MAX_COMPLETION_TOKENS);

    assertThat(body.at("/max_completion_tokens").asInt()).isEqualTo(1000);
    assertThat(body.has("max_tokens")).isFalse();
  }

  @Test
  void modelWithFixedSamplingGetsNeitherTemperatureNorStop() throws Exception {
    JsonNode body =
        body(ToolChats.everything("o3-mini", null, null), MaxTokensField.MAX_COMPLETION_TOKENS);

    assertThat(body.has("temperature")).isFalse();
    assertThat(body.has("stop")).isFalse();
  }

  @Test
  void topPAndSeedAreSaidWhereTheyAreGiven() throws Exception {
    JsonNode body = body(Chats.sampled("m", 0.25, Long.MAX_VALUE), MaxTokensField.MAX_TOKENS);
    assertThat(body.at("/top_p").asDouble()).isEqualTo(0.25);
    assertThat(body.at("/seed").longValue()).isEqualTo(Long.MAX_VALUE);
    JsonNode fixed = body(Chats.sampled("o3", 0.25, 7L), MaxTokensField.MAX_TOKENS);
    assertThat(fixed.has("top_p")).isFalse();
    assertThat(fixed.at("/seed").longValue()).isEqualTo(7);
    JsonNode plain = body(Chats.hello("m"), MaxTokensField.MAX_TOKENS);
    assertThat(plain.has("top_p") || plain.has("seed")).isFalse();
  }

  @Test
  void toolsMessageThatNamesNoCallIsAUsersText() throws Exception {
    ChatRequest request =
        Chats.conversation(
            "m", List.of(Message.of(Role.USER, "Go."), Message.of(Role.TOOL, "two")));

    JSONAssert.assertEquals(
        "[{\"role\":\"user\",\"content\":\"Go.\"},{\"role\":\"user\",\"content\":\"two\"}]",
        body(request, MaxTokensField.MAX_TOKENS).at("/messages").toString(),
        JSONCompareMode.STRICT);
  }

  private static JsonNode body(ChatRequest request, MaxTokensField field) throws Exception {
    OpenAiDialect dialect = new OpenAiDialect(field, List.of(ModelPattern.of("o3*")));
    var params = new OpenAiRequests(dialect).translate(Chats.call(request)).build();
    return Json.mapper().readTree(ObjectMappers.jsonMapper().writeValueAsString(params._body()));
  }
}
