package dev.sluice.simulator.answer;

import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.OutputOptions;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Generates answers: prose, a JSON document that conforms to the requested schema, or a tool call
 * with conforming arguments. An answer is a pure function of the prompt, the override and the
 * random source.
 *
 * <p>The request's token limit and stop sequences apply to text. The arguments of a tool call are
 * never truncated, so that they stay valid JSON.
 */
public final class AnswerGenerator {

  private final int fewestTokens;
  private final int mostTokens;

  /**
   * Prose has {@code fewestTokens} to {@code mostTokens} tokens, and up to 20 more to complete a
   * sentence.
   */
  public AnswerGenerator(int fewestTokens, int mostTokens) {
    this.fewestTokens = fewestTokens;
    this.mostTokens = mostTokens;
  }

  /** Throws if the answer must call a tool that the request does not declare. */
  public Answer answer(Prompt prompt, AnswerOverride override, RandomSource randomSource)
      throws InvalidRequestException {
    SplittableRandom random = randomSource.random(RandomSource.Purpose.ANSWER);
    int promptTokens = prompt.conversation().tokens();
    if (override instanceof AnswerOverride.Refusal) {
      return new Answer(
          new Answer.Refusal(
              List.of("I'm", " sorry,", " I", " cannot", " help", " with", " that.")),
          new FinishReason.Refusal(),
          promptTokens);
    }
    Optional<Tool> tool = tool(prompt.output(), override);
    if (tool.isPresent()) {
      JsonNode arguments = new SchemaDocument(tool.get().schema(), random).generate();
      String id = "call_" + randomSource.callId();
      List<String> tokens = TokenizedText.split(arguments.toString()).tokens();
      return new Answer(
          new Answer.ToolUse(id, tool.get().name(), tokens),
          new FinishReason.ToolCall(),
          promptTokens);
    }
    TokenizedText text = text(prompt.output().format(), override, random).within(prompt.limits());
    return new Answer(new Answer.Text(text.tokens()), text.finish(), promptTokens);
  }

  private static Optional<Tool> tool(OutputOptions output, AnswerOverride override)
      throws InvalidRequestException {
    if (override instanceof AnswerOverride.ToolCall(Optional<String> name)) {
      return Optional.of(name.isPresent() ? named(output, name.get()) : first(output));
    }
    return switch (output.toolChoice()) {
      case ToolChoice.Auto() -> Optional.empty();
      case ToolChoice.None() -> Optional.empty();
      case ToolChoice.Required() -> Optional.of(first(output));
      case ToolChoice.Named(String name) -> Optional.of(named(output, name));
    };
  }

  private static Tool first(OutputOptions output) throws InvalidRequestException {
    if (output.tools().isEmpty()) {
      throw new InvalidRequestException(
          "A tool call is required, but the request has no tools", "tools");
    }
    return output.tools().getFirst();
  }

  private static Tool named(OutputOptions output, String name) throws InvalidRequestException {
    return output
        .tool(name)
        .orElseThrow(() ->
            new InvalidRequestException(
                "The request has no tool named '%s'".formatted(name), "tools"));
  }

  private TokenizedText text(Format format, AnswerOverride override, SplittableRandom random) {
    return switch (format) {
      case Format.Text() -> prose(override, random);
      case Format.JsonObject() -> {
        String words = String.join("", Prose.sentences(8, random));
        yield TokenizedText.split(
            JsonNodeFactory.instance.objectNode().put("answer", words).toString());
      }
      case Format.JsonSchema(JsonNode schema) ->
          TokenizedText.split(new SchemaDocument(schema, random).generate().toString());
    };
  }

  private TokenizedText prose(AnswerOverride override, SplittableRandom random) {
    int drawn = random.nextInt(fewestTokens, mostTokens + 1);
    if (override instanceof AnswerOverride.Length(int tokens)) {
      return TokenizedText.complete(Prose.sentences(tokens, random).subList(0, tokens));
    }
    return TokenizedText.complete(Prose.sentences(drawn, random));
  }
}
