package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.AdminError;
import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.Iterator;
import java.util.function.Predicate;

/** {@code GET /_calls} as NDJSON, {@code GET /_calls/count} and {@code DELETE /_calls}. */
public final class CallsEndpoint implements Endpoint {

  private final CallLog log;

  public CallsEndpoint(CallLog log) {
    this.log = log;
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    try {
      switch (request.method()) {
        case "GET" -> show(request, CallFilter.of(request), exchange);
        case "DELETE" -> {
          log.clear();
          exchange.respond(Response.json(200, "{\"cleared\":true}"));
        }
        default -> exchange.respond(AdminError.response(405, "Only GET and DELETE are allowed"));
      }
    } catch (InvalidRequestException e) {
      exchange.respond(AdminError.response(400, e.message()));
    }
  }

  private void show(Request request, Predicate<Call> filter, Exchange exchange) {
    if (request.path().endsWith("/count")) {
      long count = log.all().stream().filter(filter).count();
      exchange.respond(Response.json(200, "{\"count\":%d}".formatted(count)));
    } else {
      exchange.begin(Response.stream("application/x-ndjson"));
      send(log.all().stream().filter(filter).iterator(), exchange);
    }
  }

  private static void send(Iterator<Call> calls, Exchange exchange) {
    while (calls.hasNext() && exchange.isWritable()) {
      exchange.send(CallLine.of(calls.next()));
    }
    exchange.flush();
    if (calls.hasNext()) {
      exchange.whenWritable(() -> send(calls, exchange));
    } else {
      exchange.end();
    }
  }
}
