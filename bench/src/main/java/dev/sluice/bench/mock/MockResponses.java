package dev.sluice.bench.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The mock provider's encoded responses: 20 tokens, in one body or one per chunk. */
final class MockResponses {
  /** Number of chunks of a streamed response. */
  static final int CHUNKS = 20;

  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":20,\"total_tokens\":50}";

  private MockResponses() {}

  static byte[] unstreamed() {
    return json(
        """
        {"id":"chatcmpl-bench","object":"chat.completion","created":1790000000,"model":"gpt-4o",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"logprobs":null,\
        "finish_reason":"stop"}],%s}\
        """
            .formatted(" word".repeat(CHUNKS), USAGE));
  }

  static byte[] models() {
    return json(
        """
        {"object":"list","data":[{"id":"gpt-4o","object":"model","created":1,"owned_by":"bench"}]}\
        """);
  }

  /** The chunks of a streamed response; the first contains the head, the last the final chunk. */
  static List<byte[]> streamed() {
    Stream<byte[]> chunks =
        IntStream.range(0, CHUNKS)
            .mapToObj(i -> {
              String text = chunk("{\"content\":\" word\"}", "null");
              if (i == 0) {
                text = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null") + text;
              }
              if (i == CHUNKS - 1) {
                text +=
                    chunk("{}", "\"stop\"")
                        + "data: %s,\"choices\":[],%s}\n\ndata: [DONE]\n\n"
                            .formatted(chunkStart(), USAGE);
              }
              return httpChunk(text, i == 0, i == CHUNKS - 1);
            });
    return chunks.toList();
  }

  static byte[] joined(List<byte[]> chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    chunks.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] httpChunk(String events, boolean first, boolean last) {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    return "%s%x\r\n%s\r\n%s"
        .formatted(
            first ? head : "", events.getBytes(UTF_8).length, events, last ? "0\r\n\r\n" : "")
        .getBytes(UTF_8);
  }

  private static String chunk(String delta, String finishReason) {
    return "data: %s,\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]}\n\n"
        .formatted(chunkStart(), delta, finishReason);
  }

  private static String chunkStart() {
    return "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
        + "\"model\":\"gpt-4o\"";
  }

  private static byte[] json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.getBytes(UTF_8).length, body)
        .getBytes(UTF_8);
  }
}
