package dev.sluice.provider;

import dev.sluice.chat.ModelRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that uses everything there is. */
public final class ToolChats {

  private static final String SCHEMA =
      """
      {"type":"object","properties":{"a":{"type":"integer","minimum":1.5}},
       "required":["a"],"additionalProperties":false,"$defs":{"x":{}}}\
      """;

  public static final String JSON_SCHEMA =
      """
      {"type":"json_schema","json_schema":{
        "name":"answer","description":"an answer","strict":true,"schema":%s}}\
      """
          .formatted(SCHEMA);

  public static final String JSON_OBJECT = "{\"type\":\"json_object\"}";

  public static final String NAMED = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";

  private ToolChats() {}

  /**
   * @param choice JSON, as is the format; null for none
   */
  public static ModelRequest everything(
      String model, @Nullable String choice, @Nullable String format) {
    String rest =
        """
        {"messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":"Go."},
          {"role":"assistant","tool_calls":[
            {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":2}"}},
            {"id":"t2","type":"function","function":{"name":"g","arguments":"not json"}}]},
          {"role":"tool","content":"two","tool_call_id":"t1"},
          {"role":"tool","content":"bad","tool_call_id":"t2"},
          {"role":"user","content":"And?"}],
         "tools":[
          {"type":"function","function":
            {"name":"f","description":"does f","parameters":%s,"strict":true}},
          {"type":"function","function":{"name":"g"}}]%s%s}
        """
            .formatted(SCHEMA, member("tool_choice", choice), member("response_format", format));
    return new ModelRequest(model, 77, 1.5, null, List.of("END"), Chats.json(rest));
  }

  private static String member(String name, @Nullable String value) {
    return value == null ? "" : ",\"" + name + "\":" + value;
  }
}
