package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import dev.sluice.wire.RequestCopy.Member;
import dev.sluice.wire.RequestCopy.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects within a request that OpenAI's protocol defines, with the contract's bounds. */
final class Shapes {

  private static final List<String> FORMATS = List.of("text", "json_object", "json_schema");
  private static final List<String> MODES = List.of("auto", "none", "required");
  private static final List<String> PARTS = List.of("text", "image_url", "input_audio", "file");

  private static final Member NAME = RequestCopy::identifier;
  private static final Member FUNCTION_TYPE =
      (copy, name) -> copy.word(name, List.of("function"), "must be function.");
  private static final Member DESCRIPTION =
      (copy, name) -> copy.text(name, 0, RequestBounds.MAX_DESCRIPTION);

  private static final Shape CALL =
      ofFunction(
          Map.of(
              "type",
              FUNCTION_TYPE,
              "id",
              (copy, name) -> copy.uncounted(name, 1, RequestBounds.MAX_TOOL_CALL_ID),
              "function",
              new Shape(
                      Map.of(
                          "name",
                          NAME,
                          "arguments",
                          (copy, name) -> copy.text(name, 0, RequestBounds.MAX_CONTENT)),
                      List.of("name", "arguments"))
                  .asMember()),
          "id");
  private static final Shape TOOL =
      ofFunction(
          Map.of(
              "type",
              FUNCTION_TYPE,
              "function",
              new Shape(
                      Map.of(
                          "name",
                          NAME,
                          "description",
                          DESCRIPTION,
                          "parameters",
                          RequestCopy::schema,
                          "strict",
                          RequestCopy::bool),
                      List.of("name"))
                  .asMember()));
  private static final Shape CHOICE =
      ofFunction(
          Map.of(
              "type",
              FUNCTION_TYPE,
              "function",
              new Shape(Map.of("name", NAME), List.of("name")).asMember()));
  private static final Shape FORMAT =
      new Shape(
          Map.of(
              "json_schema",
              new Shape(
                      Map.of(
                          "name",
                          NAME,
                          "description",
                          DESCRIPTION,
                          "schema",
                          RequestCopy::schema,
                          "strict",
                          RequestCopy::bool),
                      List.of("name", "schema"))
                  .asMember(),
              "type",
              (copy, name) ->
                  copy.word(name, FORMATS, "must be one of " + String.join(", ", FORMATS) + ".")),
          List.of("type"));
  private static final Shape PART =
      new Shape(
          Map.of(
              "type",
              (copy, name) ->
                  copy.word(name, PARTS, "must be one of " + String.join(", ", PARTS) + "."),
              "text",
              (copy, name) -> copy.text(name, 1, RequestBounds.MAX_CONTENT),
              "image_url",
              medium("url"),
              "input_audio",
              medium("data", "format"),
              "file",
              medium()),
          List.of("type"));

  private Shapes() {}

  private static Shape ofFunction(Map<String, Member> members, String... more) {
    List<String> required = new java.util.ArrayList<>(List.of("type", "function"));
    required.addAll(List.of(more));
    return new Shape(members, required);
  }

  /** What a medium costs does not follow from its length. */
  private static Member medium(String... required) {
    Member text = (copy, name) -> copy.uncounted(name, 1, Json.MAX_STRING_LENGTH);
    Shape shape = new Shape(Map.of("url", text, "data", text, "format", text), List.of(required));
    return (copy, name) -> {
      copy.count(TokenEstimate.PER_PART);
      shape.asMember().copy(copy, name);
    };
  }

  /** A call of a function, in an assistant's message. */
  static void toolCall(RequestCopy copy) {
    copy.count(TokenEstimate.PER_TOOL);
    copy.object(CALL);
  }

  static void tool(RequestCopy copy) {
    copy.count(TokenEstimate.PER_TOOL);
    copy.object(TOOL);
  }

  static void toolChoice(RequestCopy copy, String name) {
    if (copy.in().isString()) {
      copy.word(name, MODES, "must be auto, none, required or a function.");
    } else {
      copy.out().writeName(name);
      copy.object(CHOICE);
    }
  }

  static void responseFormat(RequestCopy copy, String name) {
    copy.out().writeName(name);
    requireNamed(copy, copy.object(FORMAT), List.of("json_schema"));
  }

  /** A part of a message's content. */
  static void part(RequestCopy copy) {
    requireNamed(copy, copy.object(PART), PARTS);
  }

  /** A type that is the name of a member needs that member. */
  private static void requireNamed(RequestCopy copy, Set<String> given, List<String> types) {
    if (types.contains(copy.word()) && !given.contains(copy.word())) {
      throw copy.in().invalid(copy.word(), "is required.");
    }
  }
}
