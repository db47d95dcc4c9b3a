package dev.sluice.simulator.serve;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.answer.Answerer;
import dev.sluice.simulator.answer.Draws;
import dev.sluice.simulator.answer.Wish;
import dev.sluice.simulator.behaviour.Director;
import dev.sluice.simulator.behaviour.Plan;
import dev.sluice.simulator.calls.Call;
import dev.sluice.simulator.calls.CallLog;
import dev.sluice.simulator.calls.Received;
import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.repeat.Fingerprint;
import dev.sluice.simulator.repeat.Occurrences;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Protocol;
import dev.sluice.simulator.wire.Reply;
import java.time.Clock;
import java.util.Optional;

/** Serves completions over one protocol. Every request becomes one entry in the log of calls. */
public final class CompletionEndpoint implements Endpoint {

  private final Protocol protocol;
  private final Studio studio;
  private final Clock clock;

  public CompletionEndpoint(Protocol protocol, Studio studio, Clock clock) {
    this.protocol = protocol;
    this.studio = studio;
    this.clock = clock;
  }

  /**
   * What all protocols share.
   *
   * @param bodies how often each request body was seen
   */
  public record Studio(
      long seed, Occurrences bodies, Director director, Answerer answerer, CallLog log) {}

  @Override
  public void handle(Request request, Exchange exchange) {
    Fingerprint body = Fingerprint.of(request.body());
    Draws draws = new Draws(studio.seed(), body, studio.bodies().next(body));
    Responses responses = new Responses(protocol, draws.identity());
    Reading reading = Reading.of(protocol, request.body());
    Call call = studio.log().add(received(request, body, reading), exchange);
    if (!request.method().equals("POST")) {
      exchange.respond(responses.error(405, "Only POST"));
    } else if (!Caller.hasKey(request)) {
      exchange.respond(responses.error(401, "No API key was sent"));
    } else {
      switch (reading) {
        case Reading.Rejected(Unacceptable reason) ->
            exchange.respond(responses.badRequest(reason));
        case Reading.Understood(Prompt prompt) -> {
          try {
            Plan plan = studio.director().plan(prompt, Caller.jobId(request), draws);
            call.takes(plan.step().text());
            Answer answer = studio.answerer().answer(prompt, wish(plan), draws);
            Reply reply = new Reply(draws.identity(), clock.instant(), prompt, answer);
            new Performance(exchange, responses, plan, reply).start();
          } catch (Unacceptable e) {
            exchange.respond(responses.badRequest(e));
          }
        }
      }
    }
  }

  private Received received(Request request, Fingerprint body, Reading reading) {
    Optional<Received.Ask> ask =
        reading instanceof Reading.Understood(Prompt prompt)
            ? Optional.of(
                new Received.Ask(
                    prompt.model(),
                    prompt.delivery().stream(),
                    prompt.conversation().lastUserMessage()))
            : Optional.empty();
    return new Received(clock.instant(), protocol.name(), body.hex(), ask, Caller.attempt(request));
  }

  private static Wish wish(Plan plan) {
    return switch (plan.step().action()) {
      case Action.CallTool(Optional<String> name) -> new Wish.Call(name);
      case Action.Refuse() -> new Wish.Refusal();
      case Action.Answer answer -> ofLength(plan);
      case Action.Fail fail -> ofLength(plan);
      case Action.Hang hang -> ofLength(plan);
      case Action.Drop() -> ofLength(plan);
      case Action.Cut cut -> ofLength(plan);
      case Action.Stall stall -> ofLength(plan);
      case Action.Break abort -> ofLength(plan);
      case Action.Garble garble -> ofLength(plan);
    };
  }

  private static Wish ofLength(Plan plan) {
    return plan.tokens().isPresent()
        ? new Wish.Tokens(plan.tokens().getAsInt())
        : new Wish.Nothing();
  }
}
