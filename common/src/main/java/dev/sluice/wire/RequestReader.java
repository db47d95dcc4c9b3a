package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;
import dev.sluice.job.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the requests of clients: one pass over the bytes checks them and splits them into Sluice's
 * own members and the request to the model. The bounds are those of the HTTP contract. Every method
 * throws {@link InvalidFieldException} for a known member of the wrong type or out of bounds, and
 * {@link tools.jackson.core.JacksonException} for a document that is not JSON (RFC 8259) within
 * {@link Json}'s bounds.
 */
public final class RequestReader {

  private static final Duration CLOCK_ALLOWANCE = Duration.ofDays(1);
  private static final Set<String> CHAT_MEMBERS =
      Stream.concat(ModelRequestReader.MEMBERS.stream(), Stream.of("metadata"))
          .collect(Collectors.toUnmodifiableSet());

  private RequestReader() {}

  /**
   * Version 1 of the chat. Messages have only role and content, so a tool's message does not name
   * the call that it answers; other members are ignored.
   */
  public static ChatCall chatVersion1(byte[] document) {
    return JsonCursor.readRequest(document, in -> chat(in, true));
  }

  /** Version 2 of the chat: OpenAI's chat completion request. */
  public static ChatCall chatVersion2(byte[] document) {
    return JsonCursor.readRequest(
        document,
        in -> {
          ModelRequestReader model = new ModelRequestReader(in, false, true);
          Map<String, String> metadata = Map.of();
          boolean streamed = false;
          Set<String> known = CHAT_MEMBERS;
          for (String name = in.nextMember(known); name != null; name = in.nextMember(known)) {
            switch (name) {
              case "stream" -> streamed = in.bool();
              case "metadata" -> metadata = MetadataFields.read(in);
              default -> model.member(name);
            }
          }
          return new ChatCall(model.endOfChat(metadata), streamed, model.tokens());
        });
  }

  private static ChatCall chat(JsonCursor in, boolean version1) {
    ModelRequestReader model = new ModelRequestReader(in, version1, true);
    in.members(ModelRequestReader.MEMBERS, model::member);
    return new ChatCall(model.endOfChat(Map.of()), false, model.tokens());
  }

  /** A job; {@code now} bounds how far ahead {@code run_at} may lie. */
  public static Submission job(byte[] document, Instant now) {
    return JsonCursor.readRequest(document, in -> new JobReader(in, now, true).read());
  }

  /**
   * A job within a record, which any producer may have written. The clock that accepted it may be
   * up to a day ahead of {@code now}.
   */
  static JobRequest accepted(JsonCursor in, Instant now) {
    return new JobReader(in, now.plus(CLOCK_ALLOWANCE), false).read().request();
  }

  /** The estimated tokens of a request that was read before. */
  public static long promptTokens(ModelRequest request) {
    return JsonCursor.readRecord(request.rest().bytes(), in -> chat(in, false)).promptTokens();
  }
}
