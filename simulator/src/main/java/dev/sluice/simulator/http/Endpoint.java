package dev.sluice.simulator.http;

/** Answers requests. Called on the connection's thread, which it must not block. */
@FunctionalInterface
public interface Endpoint {

  void handle(Request request, Exchange exchange);
}
