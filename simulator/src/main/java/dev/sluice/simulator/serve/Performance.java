package dev.sluice.simulator.serve;

import dev.sluice.simulator.behaviour.Plan;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Reply;
import java.time.Duration;

/** One call carried out as planned. */
final class Performance {

  private final Exchange exchange;
  private final Responses responses;
  private final Plan plan;
  private final Reply reply;

  Performance(Exchange exchange, Responses responses, Plan plan, Reply reply) {
    this.exchange = exchange;
    this.responses = responses;
    this.plan = plan;
    this.reply = reply;
  }

  /** Returns at once; what is planned for later happens later. */
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
      case Action.Break(Action.Point point) -> breakOff(point);
      case Action.Garble(Action.Point point) -> garble(point);
    }
  }

  private void answer() {
    if (streamed()) {
      later(this::streamAll);
    } else {
      afterWriting(
          tokens(), () -> exchange.respond(responses.whole(responses.protocol().whole(reply))));
    }
  }

  private void streamAll() {
    stream(tokens())
        .start(frames -> {
          exchange.send(frames.closing());
          exchange.end();
        });
  }

  private void partly(Action.Point point, Runnable then) {
    if (streamed()) {
      later(() -> stream(point.in(tokens())).start(frames -> then.run()));
    } else {
      afterWriting(
          tokens() / 2,
          () -> {
            Response whole = responses.whole(responses.protocol().whole(reply));
            exchange.promise(whole);
            exchange.send(firstHalf(whole.body()));
            exchange.flush();
            then.run();
          });
    }
  }

  private void breakOff(Action.Point point) {
    if (streamed()) {
      endWith(point, responses.errorFrame());
    } else {
      later(() -> exchange.respond(responses.error(500, "The simulator was told to break off")));
    }
  }

  private void garble(Action.Point point) {
    if (streamed()) {
      endWith(point, responses.protocol().brokenFrame());
    } else {
      String whole = responses.protocol().whole(reply);
      later(() -> exchange.respond(responses.whole(firstHalf(whole))));
    }
  }

  private void endWith(Action.Point point, String frame) {
    later(() ->
        stream(point.in(tokens()))
            .start(frames -> {
              exchange.send(frame);
              exchange.end();
            }));
  }

  private void later(Runnable work) {
    exchange.after(plan.latency(), work);
  }

  private void afterWriting(int tokens, Runnable work) {
    exchange.after(plan.latency().plus(plan.pace().until(tokens)), work);
  }

  private TokenStream stream(int tokens) {
    exchange.begin(responses.stream());
    return new TokenStream(exchange, responses.protocol().frames(reply), plan.pace(), tokens);
  }

  private boolean streamed() {
    return reply.prompt().delivery().stream();
  }

  private int tokens() {
    return reply.answer().completionTokens();
  }

  private static String firstHalf(String text) {
    return text.substring(0, text.length() / 2);
  }
}
