package dev.sluice.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Encodes HTTP requests. */
public final class Requests {

  private Requests() {}

  public static byte[] get(String path, String apiKey) {
    return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"
        .formatted(path, apiKey)
        .getBytes(UTF_8);
  }

  public static byte[] post(String path, String apiKey, String json) {
    return ("POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
        .formatted(path, apiKey, json.getBytes(UTF_8).length, json)
        .getBytes(UTF_8);
  }
}
