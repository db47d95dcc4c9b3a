package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import dev.sluice.wire.RequestCopy.MemberCopier;
import dev.sluice.wire.RequestCopy.ObjectShape;
import java.util.List;
import java.util.Set;

/** The objects within a request that OpenAI's protocol defines, with the contract's bounds. */
final class ObjectShapes {

  private static final List<String> RESPONSE_FORMATS =
      List.of("text", "json_object", "json_schema");
  private static final List<String> TOOL_CHOICES = List.of("auto", "none", "required");
  private static final List<String> PART_TYPES =
      List.of("text", "image_url", "input_audio", "file");

  private static final MemberCopier FUNCTION_TYPE =
      (request, name) -> request.enumValue(name, List.of("function"), "must be function.");
  private static final MemberCopier DESCRIPTION =
      (request, name) -> request.text(name, 0, RequestBounds.MAX_DESCRIPTION);

  private static final ObjectShape TOOL_CALL =
      ObjectShape.requiring("type", "function", "id")
          .with("type", FUNCTION_TYPE)
          .with("id", (call, name) -> call.opaqueText(name, 1, RequestBounds.MAX_TOOL_CALL_ID))
          .with(
              "function",
              ObjectShape.requiring("name", "arguments")
                  .with("name", RequestCopy::identifier)
                  .with(
                      "arguments", (call, name) -> call.text(name, 0, RequestBounds.MAX_CONTENT)));
  private static final ObjectShape TOOL =
      ObjectShape.requiring("type", "function")
          .with("type", FUNCTION_TYPE)
          .with("function", described("parameters", "name"));
  private static final ObjectShape TOOL_CHOICE =
      ObjectShape.requiring("type", "function")
          .with("type", FUNCTION_TYPE)
          .with("function", ObjectShape.requiring("name").with("name", RequestCopy::identifier));
  private static final ObjectShape RESPONSE_FORMAT =
      ObjectShape.requiring("type")
          .with("type", oneOf(RESPONSE_FORMATS))
          .with("json_schema", described("schema", "name", "schema"));
  private static final ObjectShape CONTENT_PART =
      ObjectShape.requiring("type")
          .with("type", oneOf(PART_TYPES))
          .with("text", (part, name) -> part.text(name, 1, RequestBounds.MAX_CONTENT))
          .with("image_url", medium("url"))
          .with("input_audio", medium("data", "format"))
          .with("file", medium());

  private ObjectShapes() {}

  private static MemberCopier oneOf(List<String> values) {
    String rule = "must be one of " + String.join(", ", values) + ".";
    return (request, name) -> request.enumValue(name, values, rule);
  }

  private static ObjectShape described(String schema, String... required) {
    return ObjectShape.requiring(required)
        .with("name", RequestCopy::identifier)
        .with("description", DESCRIPTION)
        .with(schema, RequestCopy::schema)
        .with("strict", RequestCopy::bool);
  }

  /** An image, a sound or a file, whose tokens do not follow from its length. */
  private static MemberCopier medium(String... required) {
    MemberCopier text = (medium, name) -> medium.opaqueText(name, 1, Json.MAX_STRING_LENGTH);
    ObjectShape shape =
        ObjectShape.requiring(required).with("url", text).with("data", text).with("format", text);
    return (request, name) -> {
      request.count(TokenEstimate.PER_PART);
      shape.copy(request, name);
    };
  }

  static void toolCall(RequestCopy request) {
    request.count(TokenEstimate.PER_TOOL);
    request.object(TOOL_CALL);
  }

  static void tool(RequestCopy request) {
    request.count(TokenEstimate.PER_TOOL);
    request.object(TOOL);
  }

  static void toolChoice(RequestCopy request, String name) {
    if (request.in().isString()) {
      request.enumValue(name, TOOL_CHOICES, "must be auto, none, required or a function.");
    } else {
      TOOL_CHOICE.copy(request, name);
    }
  }

  static void responseFormat(RequestCopy request, String name) {
    request.out().writeName(name);
    requireMemberOfType(request, request.object(RESPONSE_FORMAT), List.of("json_schema"));
  }

  static void contentPart(RequestCopy request) {
    requireMemberOfType(request, request.object(CONTENT_PART), PART_TYPES);
  }

  /** A type that is also the name of a member requires that member. */
  private static void requireMemberOfType(
      RequestCopy request, Set<String> given, List<String> types) {
    String type = request.lastEnumValue();
    if (types.contains(type) && !given.contains(type)) {
      throw request.in().invalid(type, "is required.");
    }
  }
}
