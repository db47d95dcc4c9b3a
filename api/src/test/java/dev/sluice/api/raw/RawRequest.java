package dev.sluice.api.raw;

import dev.sluice.api.TestApi;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request as it goes over the wire: what stands here is sent as it is, right or wrong. Text is
 * written as ISO 8859-1, so that every byte can be said.
 *
 * @param line the request line without its end
 * @param headers whole lines without their ends
 */
@SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
public record RawRequest(String line, List<String> headers, byte[] body) {

  private static final String JSON = "Content-Type: application/json";
  private static final String KEY = "X-API-Key: " + TestApi.ADMIN_KEY;
  private static final String LENGTH = "Content-Length";

  public RawRequest {
    headers = List.copyOf(headers);
  }

  /** With host and key, on a connection that ends with it. */
  public static RawRequest of(String method, String target) {
    return line(method + " " + target + " HTTP/1.1");
  }

  public static RawRequest line(String line) {
    return new RawRequest(line, List.of("Host: a", KEY, "Connection: close"), new byte[0]);
  }

  public static RawRequest get(String target) {
    return of("GET", target);
  }

  /** A JSON body of this text, in UTF-8. */
  public static RawRequest post(String target, String json) {
    return post(target, json.getBytes(StandardCharsets.UTF_8));
  }

  public static RawRequest post(String target, byte[] json) {
    return of("POST", target).with(JSON).body(json);
  }

  public RawRequest body(byte[] bytes) {
    return new RawRequest(line, headers, bytes.clone());
  }

  /** One more header line; a second one of the same name stays a second one. */
  public RawRequest with(String header) {
    return new RawRequest(line, Stream.concat(headers.stream(), Stream.of(header)).toList(), body);
  }

  public RawRequest without(String name) {
    return new RawRequest(
        line, headers.stream().filter(header -> !isNamed(header, name)).toList(), body);
  }

  /** The line in place of those of its name. */
  public RawRequest but(String header) {
    return without(header.substring(0, header.indexOf(':'))).with(header);
  }

  /** The bytes, with the length of the body unless the headers frame it themselves. */
  byte[] toBytes() {
    List<String> lines = new ArrayList<>(List.of(line));
    lines.addAll(headers);
    if (body.length > 0 && headers.stream().noneMatch(RawRequest::isFraming)) {
      lines.add(LENGTH + ": " + body.length);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static boolean isFraming(String header) {
    return isNamed(header, LENGTH) || isNamed(header, "Transfer-Encoding");
  }

  private static boolean isNamed(String header, String name) {
    return header.regionMatches(true, 0, name + ":", 0, name.length() + 1);
  }
}
