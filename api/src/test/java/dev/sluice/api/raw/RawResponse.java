package dev.sluice.api.raw;

import dev.sluice.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A whole response as it came over the wire.
 *
 * @param headers by name, in any case; several values in their order
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
public record RawResponse(int status, Map<String, List<String>> headers, byte[] body) {

  /** Reads one response, to the end that its headers tell, or else to the end of the stream. */
  static RawResponse read(InputStream in) throws IOException {
    String first = line(in);
    int status = Integer.parseInt(first.split(" ", 3)[1]);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon),
          List.of(line.substring(colon + 1).strip()),
          (before, more) ->
              java.util.stream.Stream.concat(before.stream(), more.stream()).toList());
    }
    if (status == 100) {
      return read(in);
    }
    return new RawResponse(status, headers, body(in, headers));
  }

  private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
    if (headers.containsKey("Content-Length")) {
      return in.readNBytes(Integer.parseInt(headers.get("Content-Length").getFirst()));
    }
    if (!headers.containsKey("Transfer-Encoding")) {
      return in.readAllBytes();
    }
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.writeBytes(in.readNBytes(size));
      line(in);
    }
    return body.toByteArray();
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  /** The one value of a header; null where it was not sent, several joined. */
  public @org.jspecify.annotations.Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : String.join(", ", values);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonNode json() {
    return Json.mapper().readTree(new ByteArrayInputStream(body));
  }
}
