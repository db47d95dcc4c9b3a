package dev.sluice.simulator.http;

import java.util.HashMap;
import java.util.Map;

/** A response; the body is empty if it is streamed. */
public record Response(int status, Map<String, String> headers, String body) {

  public Response {
    headers = Map.copyOf(headers);
  }

  public static Response json(int status, String body) {
    return new Response(status, Map.of("content-type", "application/json"), body);
  }

  public static Response stream(String contentType) {
    return new Response(200, Map.of("content-type", contentType, "cache-control", "no-cache"), "");
  }

  public Response with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
