package dev.sluice.simulator.serve;

import dev.sluice.simulator.behaviour.CallPlan;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Completion;
import java.time.Duration;

/** Executes the plan of one call. */
final class PlanExecutor {

  private final Exchange exchange;
  private final Responses responses;
  private final CallPlan plan;
  private final Completion completion;

  PlanExecutor(Exchange exchange, Responses responses, CallPlan plan, Completion completion) {
    this.exchange = exchange;
    this.responses = responses;
    this.plan = plan;
    this.completion = completion;
  }

  /** Returns immediately; delayed work is scheduled. */
  void start() {
    switch (plan.step().action()) {
      case Action.Hang(Duration time) -> exchange.after(time, exchange::cut);
      case Action.Drop() -> exchange.after(plan.latency(), exchange::cut);
      case Action.Fail fail -> later(() -> exchange.respond(responses.error(fail)));
      case Action.Answer answer -> answer();
      case Action.CallTool call -> answer();
      case Action.Refuse() -> answer();
      case Action.Cut(Action.Point point) -> partly(point, exchange::cut);
      case Action.Stall(Action.Point point, Duration time) ->
          partly(point, () -> exchange.after(time, exchange::cut));
      case Action.Break(Action.Point point) -> breakStream(point);
      case Action.Malformed(Action.Point point) -> malformed(point);
    }
  }

  private void answer() {
    if (streamed()) {
      later(this::streamAll);
    } else {
      afterWriting(
          tokens(),
          () ->
              exchange.respond(responses.completion(responses.protocol().completion(completion))));
    }
  }

  private void streamAll() {
    stream(tokens())
        .start(events -> {
          exchange.send(events.closing());
          exchange.end();
        });
  }

  private void partly(Action.Point point, Runnable then) {
    if (streamed()) {
      later(() -> stream(point.in(tokens())).start(events -> then.run()));
    } else {
      afterWriting(
          tokens() / 2,
          () -> {
            Response response = responses.completion(responses.protocol().completion(completion));
            exchange.beginWithLength(response);
            exchange.send(firstHalf(response.body()));
            exchange.flush();
            then.run();
          });
    }
  }

  private void breakStream(Action.Point point) {
    if (streamed()) {
      endWith(point, responses.errorEvent());
    } else {
      later(() -> exchange.respond(responses.error(500, "Simulated error")));
    }
  }

  private void malformed(Action.Point point) {
    if (streamed()) {
      endWith(point, responses.protocol().malformedEvent());
    } else {
      String body = responses.protocol().completion(completion);
      later(() -> exchange.respond(responses.completion(firstHalf(body))));
    }
  }

  private void endWith(Action.Point point, String event) {
    later(() ->
        stream(point.in(tokens()))
            .start(events -> {
              exchange.send(event);
              exchange.end();
            }));
  }

  private void later(Runnable work) {
    exchange.after(plan.latency(), work);
  }

  private void afterWriting(int tokens, Runnable work) {
    exchange.after(plan.latency().plus(plan.pace().timeFor(tokens)), work);
  }

  private TokenStream stream(int tokens) {
    exchange.begin(responses.stream());
    return new TokenStream(exchange, responses.protocol().stream(completion), plan.pace(), tokens);
  }

  private boolean streamed() {
    return completion.prompt().delivery().stream();
  }

  private int tokens() {
    return completion.answer().completionTokens();
  }

  private static String firstHalf(String text) {
    return text.substring(0, text.length() / 2);
  }
}
