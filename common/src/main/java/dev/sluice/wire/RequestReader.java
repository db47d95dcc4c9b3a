package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;
import dev.sluice.job.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads what clients ask for, the only time that it is read: one pass over the bytes checks them
 * and splits them into Sluice's own members and the request to the model. The bounds are those of
 * the HTTP contract. Every method throws {@link InvalidFieldException} for a known member of the
 * wrong type or out of bounds, and {@link tools.jackson.core.JacksonException} for what is no JSON
 * document (RFC 8259) within {@link Json}'s bounds.
 */
public final class RequestReader {

  private static final Duration CLOCK_ALLOWANCE = Duration.ofDays(1);
  private static final Set<String> CHAT_MEMBERS = chatMembers();

  private RequestReader() {}

  private static Set<String> chatMembers() {
    Set<String> members = new HashSet<>(ModelRequestReader.MEMBERS);
    members.add("metadata");
    return Set.copyOf(members);
  }

  /**
   * Version 1 of the chat. Messages are role and content only, so a tool's message names no call
   * that it answers; what else there is is ignored.
   */
  public static ChatCall chatVersion1(byte[] document) {
    return StrictJson.read(
        Json.requestMapper(),
        document,
        in -> {
          ModelRequestReader model = new ModelRequestReader(in, true, true);
          Set<String> known = ModelRequestReader.MEMBERS;
          for (String name = in.nextMember(known); name != null; name = in.nextMember(known)) {
            model.member(name);
          }
          return new ChatCall(model.endOfChat(Map.of()), false, model.tokens());
        });
  }

  /** Version 2 of the chat: OpenAI's chat completion request. */
  public static ChatCall chatVersion2(byte[] document) {
    return StrictJson.read(
        Json.requestMapper(),
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

  /** A job; {@code now} bounds how far ahead {@code run_at} may lie. */
  public static Submission job(byte[] document, Instant now) {
    return StrictJson.read(
        Json.requestMapper(), document, in -> new JobReader(in, now, true).read());
  }

  /**
   * A job within a record, which any producer may have written. It was accepted by a clock that may
   * be up to a day ahead of {@code now}.
   */
  static JobRequest accepted(JsonCursor in, Instant now) {
    return new JobReader(in, now.plus(CLOCK_ALLOWANCE), false).read().request();
  }

  /** About how many tokens the prompt of a request is that was read before. */
  public static long promptTokens(ModelRequest request) {
    return StrictJson.read(
        Json.recordMapper(),
        request.rest().bytes(),
        in -> {
          ModelRequestReader model = new ModelRequestReader(in, false, true);
          Set<String> known = ModelRequestReader.MEMBERS;
          for (String name = in.nextMember(known); name != null; name = in.nextMember(known)) {
            model.member(name);
          }
          model.endOfChat(Map.of());
          return model.tokens();
        });
  }
}
