package dev.sluice.simulator.answer;

import dev.sluice.simulator.prompt.Demand;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes up answers: prose, a JSON document that fits the demanded schema, or a tool call with
 * fitting arguments. An answer is a pure function of the prompt, the wish and the draws.
 *
 * <p>The request's maximum of tokens and its stop sequences hold for text; the arguments of a tool
 * call are never shortened, since half a document helps nobody.
 */
public final class Answerer {

  private final int fewestTokens;
  private final int mostTokens;

  /** Prose has between {@code fewestTokens} and {@code mostTokens} tokens, and up to 20 more. */
  public Answerer(int fewestTokens, int mostTokens) {
    this.fewestTokens = fewestTokens;
    this.mostTokens = mostTokens;
  }

  /** Fails if the wish is for a tool that the request does not offer. */
  public Answer answer(Prompt prompt, Wish wish, Draws draws) throws Unacceptable {
    SplittableRandom random = draws.random(Draws.Purpose.ANSWER);
    int promptTokens = prompt.conversation().tokens();
    if (wish instanceof Wish.Refusal) {
      return new Answer(
          new Answer.Refused(
              List.of("I'm", " sorry,", " I", " cannot", " help", " with", " that.")),
          new Finish.Refusal(),
          promptTokens);
    }
    Optional<Tool> tool = tool(prompt.demand(), wish);
    if (tool.isPresent()) {
      JsonNode arguments = new SchemaDocument(tool.get().schema(), random).generate();
      String id = "call_" + draws.identity();
      List<String> pieces = Pieces.split(arguments.toString()).pieces();
      return new Answer(
          new Answer.ToolUse(id, tool.get().name(), pieces), new Finish.ToolCall(), promptTokens);
    }
    Pieces text = text(prompt.demand().format(), wish, random).within(prompt.limits());
    return new Answer(new Answer.Text(text.pieces()), text.finish(), promptTokens);
  }

  private static Optional<Tool> tool(Demand demand, Wish wish) throws Unacceptable {
    if (wish instanceof Wish.Call(Optional<String> name)) {
      return Optional.of(name.isPresent() ? named(demand, name.get()) : first(demand));
    }
    return switch (demand.toolChoice()) {
      case ToolChoice.Free() -> Optional.empty();
      case ToolChoice.Forbidden() -> Optional.empty();
      case ToolChoice.Any() -> Optional.of(first(demand));
      case ToolChoice.Named(String name) -> Optional.of(named(demand, name));
    };
  }

  private static Tool first(Demand demand) throws Unacceptable {
    if (demand.tools().isEmpty()) {
      throw new Unacceptable("A tool call is demanded, but the request has no tools", "tools");
    }
    return demand.tools().getFirst();
  }

  private static Tool named(Demand demand, String name) throws Unacceptable {
    return demand
        .tool(name)
        .orElseThrow(() ->
            new Unacceptable(
                "The request has no tool with the demanded name '%s'".formatted(name), "tools"));
  }

  private Pieces text(Format format, Wish wish, SplittableRandom random) {
    return switch (format) {
      case Format.Text() -> prose(wish, random);
      case Format.AnyJson() -> {
        String words = String.join("", Prose.sentences(8, random));
        yield Pieces.split(JsonNodeFactory.instance.objectNode().put("answer", words).toString());
      }
      case Format.Fitting(JsonNode schema) ->
          Pieces.split(new SchemaDocument(schema, random).generate().toString());
    };
  }

  private Pieces prose(Wish wish, SplittableRandom random) {
    int drawn = random.nextInt(fewestTokens, mostTokens + 1);
    if (wish instanceof Wish.Tokens(int tokens)) {
      return Pieces.whole(Prose.sentences(tokens, random).subList(0, tokens));
    }
    return Pieces.whole(Prose.sentences(drawn, random));
  }
}
