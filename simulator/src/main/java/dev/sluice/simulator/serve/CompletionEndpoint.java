package dev.sluice.simulator.serve;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.answer.AnswerGenerator;
import dev.sluice.simulator.answer.AnswerOverride;
import dev.sluice.simulator.answer.RandomSource;
import dev.sluice.simulator.behaviour.CallPlan;
import dev.sluice.simulator.behaviour.CallPlanner;
import dev.sluice.simulator.calls.Call;
import dev.sluice.simulator.calls.CallLog;
import dev.sluice.simulator.calls.LoggedRequest;
import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.occurrence.Fingerprint;
import dev.sluice.simulator.occurrence.Occurrences;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Completion;
import dev.sluice.simulator.wire.Protocol;
import java.time.Clock;
import java.util.Optional;

/** Serves completions over one protocol. Every request is added to the call log. */
public final class CompletionEndpoint implements Endpoint {

  private final Protocol protocol;
  private final Engine engine;
  private final Clock clock;

  public CompletionEndpoint(Protocol protocol, Engine engine, Clock clock) {
    this.protocol = protocol;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * State shared by all protocols.
   *
   * @param bodies how often each request body was received
   */
  public record Engine(
      long seed, Occurrences bodies, CallPlanner planner, AnswerGenerator generator, CallLog log) {}

  @Override
  public void handle(Request request, Exchange exchange) {
    Fingerprint body = Fingerprint.of(request.body());
    RandomSource randomSource = new RandomSource(engine.seed(), body, engine.bodies().next(body));
    Responses responses = new Responses(protocol, randomSource.callId());
    ParsedRequest parsed = ParsedRequest.of(protocol, request.body());
    Call call = engine.log().add(logged(request, body, parsed), exchange);
    if (!request.method().equals("POST")) {
      exchange.respond(responses.error(405, "Only POST is allowed"));
    } else if (!CallerHeaders.hasKey(request)) {
      exchange.respond(responses.error(401, "The API key is missing"));
    } else {
      switch (parsed) {
        case ParsedRequest.Invalid(InvalidRequestException reason) ->
            exchange.respond(responses.badRequest(reason));
        case ParsedRequest.Valid(Prompt prompt) -> {
          try {
            CallPlan plan =
                engine.planner().plan(prompt, CallerHeaders.jobId(request), randomSource);
            call.setStep(plan.step().text());
            Answer answer = engine.generator().answer(prompt, override(plan), randomSource);
            Completion completion =
                new Completion(randomSource.callId(), clock.instant(), prompt, answer);
            new PlanExecutor(exchange, responses, plan, completion).start();
          } catch (InvalidRequestException e) {
            exchange.respond(responses.badRequest(e));
          }
        }
      }
    }
  }

  private LoggedRequest logged(Request request, Fingerprint body, ParsedRequest parsed) {
    Optional<LoggedRequest.Details> details =
        parsed instanceof ParsedRequest.Valid(Prompt prompt)
            ? Optional.of(
                new LoggedRequest.Details(
                    prompt.model(),
                    prompt.delivery().stream(),
                    prompt.conversation().lastUserMessage()))
            : Optional.empty();
    return new LoggedRequest(
        clock.instant(), protocol.name(), body.hex(), details, CallerHeaders.attempt(request));
  }

  private static AnswerOverride override(CallPlan plan) {
    return switch (plan.step().action()) {
      case Action.CallTool(Optional<String> name) -> new AnswerOverride.ToolCall(name);
      case Action.Refuse() -> new AnswerOverride.Refusal();
      case Action.Answer answer -> ofLength(plan);
      case Action.Fail fail -> ofLength(plan);
      case Action.Hang hang -> ofLength(plan);
      case Action.Drop() -> ofLength(plan);
      case Action.Cut cut -> ofLength(plan);
      case Action.Stall stall -> ofLength(plan);
      case Action.Break abort -> ofLength(plan);
      case Action.Malformed malformed -> ofLength(plan);
    };
  }

  private static AnswerOverride ofLength(CallPlan plan) {
    return plan.tokens().isPresent()
        ? new AnswerOverride.Length(plan.tokens().getAsInt())
        : new AnswerOverride.None();
  }
}
