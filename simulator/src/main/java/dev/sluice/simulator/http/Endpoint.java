package dev.sluice.simulator.http;

/** Handles requests on the connection's event loop, which it must not block. */
@FunctionalInterface
public interface Endpoint {

  void handle(Request request, Exchange exchange);
}
