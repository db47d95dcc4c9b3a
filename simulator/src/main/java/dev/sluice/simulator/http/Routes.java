package dev.sluice.simulator.http;

import java.util.Map;

/** Routes by exact path; all other paths go to the fallback. Immutable. */
public final class Routes implements Endpoint {

  private final Map<String, Endpoint> endpoints;
  private final Endpoint fallback;

  public Routes(Map<String, Endpoint> endpoints, Endpoint fallback) {
    this.endpoints = Map.copyOf(endpoints);
    this.fallback = fallback;
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    endpoints.getOrDefault(request.path(), fallback).handle(request, exchange);
  }
}
