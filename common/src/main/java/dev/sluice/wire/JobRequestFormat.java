package dev.sluice.wire;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Role;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.Refusal;
import dev.sluice.egress.UrlCheck;
import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a {@link JobRequest}: what {@code POST /v1/jobs} takes, what travels in {@code
 * jobs.submitted.v1} and what the job's row keeps. {@code read(write(r))} equals {@code r}. Unknown
 * fields are ignored; a known field of the wrong type or out of bounds throws {@link
 * InvalidFieldException}.
 */
public final class JobRequestFormat {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration CLOCK_ALLOWANCE = Duration.ofDays(1);

  private JobRequestFormat() {}

  /** Reads a request; {@code now} bounds how far ahead {@code run_at} may lie. */
  public static Submission read(JsonNode document, Instant now) {
    Fields fields = Fields.of(document);
    Webhook webhook = webhook(fields);
    Optional<String> secret = fields.text("webhook_secret", 1, RequestBounds.MAX_WEBHOOK_SECRET);
    secret.ifPresent(value -> WebhookFields.requireUsableSecret(fields, value));
    if (webhook == null && secret.isPresent()) {
      throw fields.invalid("webhook_secret", "needs webhook_url.");
    }
    return new Submission(
        new JobRequest(
            ChatFields.readPromptOrMessages(fields),
            webhook,
            fields
                .word("priority", Priority::ofWireName, "high, normal, low")
                .orElse(Priority.NORMAL),
            runAt(fields, now),
            Duration.ofSeconds(
                fields
                    .integer("timeout_seconds", 1, RequestBounds.MAX_TIMEOUT_SECONDS)
                    .orElse(RequestBounds.DEFAULT_TIMEOUT_SECONDS)),
            fields
                .integer("expires_in_seconds", 1, RequestBounds.MAX_EXPIRES_IN_SECONDS)
                .map(Duration::ofSeconds)
                .orElse(null),
            fields
                .integer("max_attempts", 1, RequestBounds.MAX_MAX_ATTEMPTS)
                .orElse(RequestBounds.DEFAULT_MAX_ATTEMPTS),
            MetadataFields.read(fields)),
        secret);
  }

  /**
   * Reads a request that was accepted already. It was within its bounds then, by a clock that may
   * be up to a day ahead of {@code now}; and the policy for its webhook may have changed since: the
   * sender judges that anyway.
   */
  public static Submission readAccepted(JsonNode document, Instant now) {
    return read(document, now.plus(CLOCK_ALLOWANCE));
  }

  /** Reads a client's request, whose webhook must be one that the policy allows. */
  public static Submission read(JsonNode document, Instant now, EgressPolicy policy) {
    Submission submission = read(document, now);
    Webhook webhook = submission.request().webhook();
    if (webhook != null
        && policy.check(webhook.url()) instanceof UrlCheck.Refused(Refusal refusal)) {
      throw Fields.of(document).invalid("webhook_url", refusal.rule());
    }
    return submission;
  }

  /** Writes every field that is set, defaults included, so that a reader needs no defaults. */
  public static ObjectNode write(JobRequest request) {
    ObjectNode node = Json.mapper().createObjectNode();
    writeChat(node, request.chat());
    Webhook webhook = request.webhook();
    if (webhook != null) {
      node.put("webhook_url", webhook.url());
      node.set(
          "webhook_events",
          Json.mapper()
              .valueToTree(webhook.events().stream().map(EventType::wireName).sorted().toList()));
    }
    node.put("priority", request.priority().wireName());
    if (request.runAt() != null) {
      node.put("run_at", request.runAt().toString());
    }
    node.put("timeout_seconds", request.timeout().toSeconds());
    if (request.expiresIn() != null) {
      node.put("expires_in_seconds", request.expiresIn().toSeconds());
    }
    node.put("max_attempts", request.maxAttempts());
    if (!request.metadata().isEmpty()) {
      node.set("metadata", Json.mapper().valueToTree(request.metadata()));
    }
    return node;
  }

  private static void writeChat(ObjectNode node, ChatRequest chat) {
    if (isPrompt(chat.messages())) {
      node.put("prompt", chat.messages().getFirst().content());
    } else {
      node.set("messages", Json.mapper().valueToTree(chat.messages()));
    }
    node.put("model", chat.model());
    node.put("temperature", chat.temperature());
    node.put("max_tokens", chat.maxTokens());
    if (!chat.stop().isEmpty()) {
      node.set("stop", Json.mapper().valueToTree(chat.stop()));
    }
    if (!chat.tools().isEmpty()) {
      node.set("tools", Json.mapper().valueToTree(chat.tools()));
    }
    if (chat.toolChoice() != null) {
      node.set("tool_choice", Json.mapper().valueToTree(chat.toolChoice()));
    }
    if (chat.responseFormat() != null) {
      node.set("response_format", Json.mapper().valueToTree(chat.responseFormat()));
    }
    if (chat.topP() != null) {
      node.put("top_p", chat.topP());
    }
    if (chat.seed() != null) {
      node.put("seed", chat.seed());
    }
  }

  private static boolean isPrompt(List<Message> messages) {
    return messages.size() == 1 && messages.getFirst().role() == Role.USER;
  }

  private static @Nullable Instant runAt(Fields fields, Instant now) {
    Instant runAt = fields.timestamp("run_at").orElse(null);
    if (runAt != null && runAt.isAfter(now.plus(RequestBounds.MAX_RUN_AT_AHEAD))) {
      throw fields.invalid("run_at", "must be at most 30 days ahead.");
    }
    if (runAt != null && runAt.isBefore(EARLIEST)) {
      throw fields.invalid("run_at", "must not lie before the year 2000.");
    }
    return runAt;
  }

  private static @Nullable Webhook webhook(Fields fields) {
    String url = fields.text("webhook_url", 1, RequestBounds.MAX_WEBHOOK_URL).orElse(null);
    if (url == null) {
      if (fields.has("webhook_events")) {
        throw fields.invalid("webhook_events", "needs webhook_url.");
      }
      return null;
    }
    WebhookFields.requireUsableUrl(fields, "webhook_url", url);
    return new Webhook(url, events(fields));
  }

  private static Set<EventType> events(Fields fields) {
    if (!fields.has("webhook_events")) {
      return Webhook.DEFAULT_EVENTS;
    }
    List<String> names = fields.texts("webhook_events", EventType.values().length, 1, 64);
    if (names.isEmpty()) {
      throw fields.invalid("webhook_events", "must have at least one item.");
    }
    return names.stream()
        .map(name ->
            EventType.ofWireName(name)
                .orElseThrow(() ->
                    fields.invalid(
                        "webhook_events",
                        "must name events among "
                            + Arrays.stream(EventType.values())
                                .map(EventType::wireName)
                                .collect(Collectors.joining(", "))
                            + ".")))
        .collect(Collectors.toUnmodifiableSet());
  }
}
