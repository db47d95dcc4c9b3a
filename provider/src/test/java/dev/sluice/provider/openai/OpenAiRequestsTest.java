package dev.sluice.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ModelRequest;
import dev.sluice.provider.Chats;
import dev.sluice.provider.ToolChats;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import dev.sluice.provider.route.OpenAiProperties;
import dev.sluice.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;

class OpenAiRequestsTest {

  @Test
  void everythingIsSaidAsItIs() throws Exception {
    ModelRequest request = ToolChats.everything("gpt-4o", ToolChats.NAMED, ToolChats.JSON_SCHEMA);

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
    ModelRequest request = ToolChats.everything("m", "\"required\"", ToolChats.JSON_OBJECT);
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
  void whatWasLeftOutStaysOutAndWhatIsUnknownGoesThrough() throws Exception {
    String rest = "\"messages\":[{\"role\":\"user\",\"content\":[ ]}], \"x\":1e400,\"n\" : 0.10}";

    assertThat(text(Chats.bare("m", "{" + rest), MaxTokensField.MAX_TOKENS, false))
        .isEqualTo("{\"model\":\"m\"," + rest);
    assertThat(text(Chats.bare("m", "{" + rest), MaxTokensField.MAX_TOKENS, true))
        .isEqualTo(
            "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + rest);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, true",
    "gpt-4o-search-preview, false",
    "gpt-4o-mini-search-preview-2025-03-11, false",
    "gpt-5-chat-latest, true",
    "gpt-5, false",
    "gpt-5-mini, false",
    "o4-mini, false",
    "ft:o4-mini-2025-04-16:acme::abc, false",
    "ft:gpt-4o-2024-08-06:acme::o3, true",
    "openai/o3-mini, false",
    "openai/gpt-5-chat, true",
  })
  void samplingIsSentToModelsThatTakeIt(String model, boolean sent) {
    OpenAiDialect dialect =
        new OpenAiDialect(MaxTokensField.MAX_TOKENS, defaults().fixedSamplingModels());
    String body = new String(new OpenAiProtocol(dialect).body(Chats.hello(model), false), UTF_8);

    assertThat(body.contains("\"temperature\":0.7")).isEqualTo(sent);
  }

  private static OpenAiProperties defaults() {
    return new Binder(new MapConfigurationPropertySource(Map.of()))
        .bindOrCreate("none", OpenAiProperties.class);
  }

  private static JsonNode body(ModelRequest request, MaxTokensField field) {
    return Json.mapper().readTree(text(request, field, false));
  }

  private static String text(ModelRequest request, MaxTokensField field, boolean stream) {
    OpenAiDialect dialect = new OpenAiDialect(field, List.of(ModelPattern.of("o3*")));
    return new String(new OpenAiProtocol(dialect).body(request, stream), UTF_8);
  }
}
