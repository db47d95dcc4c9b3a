package dev.sluice.wire;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Role;
import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Duration MAX_AHEAD = Duration.ofDays(30);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final int DEFAULT_TIMEOUT_SECONDS = 600;
  private static final int DEFAULT_MAX_ATTEMPTS = 3;
  private static final int MAX_EXPIRES_IN_SECONDS = (int) Duration.ofDays(31).toSeconds();
  private static final int MAX_METADATA = 16;

  private JobRequestFormat() {}

  /** Reads a request; {@code now} bounds how far ahead {@code run_at} may lie. */
  public static Submission read(JsonNode document, Instant now) {
    Fields fields = Fields.of(document);
    Webhook webhook = webhook(fields);
    Optional<String> secret = fields.text("webhook_secret", 1, 512);
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
                fields.integer("timeout_seconds", 1, 3600).orElse(DEFAULT_TIMEOUT_SECONDS)),
            fields
                .integer("expires_in_seconds", 1, MAX_EXPIRES_IN_SECONDS)
                .map(Duration::ofSeconds)
                .orElse(null),
            fields.integer("max_attempts", 1, 10).orElse(DEFAULT_MAX_ATTEMPTS),
            metadata(fields)),
        secret);
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
  }

  private static boolean isPrompt(List<Message> messages) {
    return messages.size() == 1 && messages.getFirst().role() == Role.USER;
  }

  private static @Nullable Instant runAt(Fields fields, Instant now) {
    Instant runAt = fields.timestamp("run_at").orElse(null);
    if (runAt != null && runAt.isAfter(now.plus(MAX_AHEAD))) {
      throw fields.invalid("run_at", "must be at most 30 days ahead.");
    }
    if (runAt != null && runAt.isBefore(EARLIEST)) {
      throw fields.invalid("run_at", "must not lie before the year 2000.");
    }
    return runAt;
  }

  private static @Nullable Webhook webhook(Fields fields) {
    String url = fields.text("webhook_url", 1, WebhookFields.MAX_URL_LENGTH).orElse(null);
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

  private static Map<String, String> metadata(Fields fields) {
    Fields pairs = fields.object("metadata").orElse(null);
    if (pairs == null) {
      return Map.of();
    }
    List<String> names = pairs.names();
    if (names.size() > MAX_METADATA) {
      throw fields.invalid("metadata", "must have at most %d pairs.".formatted(MAX_METADATA));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : names) {
      int length = name.codePointCount(0, name.length());
      if (length < 1 || length > 64 || hasNul(name)) {
        throw fields.invalid("metadata", "must have keys of 1 to 64 characters without NUL.");
      }
      String value = pairs.requiredText(name, 0, 512);
      if (hasNul(value)) {
        throw pairs.invalid(name, "must not contain NUL.");
      }
      metadata.put(name, value);
    }
    return metadata;
  }

  /** PostgreSQL's {@code text} cannot hold U+0000. */
  private static boolean hasNul(String value) {
    return value.indexOf('\0') >= 0;
  }
}
