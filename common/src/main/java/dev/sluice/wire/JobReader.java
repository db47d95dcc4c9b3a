package dev.sluice.wire;

import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one job: Sluice's own members itself, the others by {@link ModelRequestReader}. */
final class JobReader {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final String EVENTS =
      Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.joining(", "));
  private static final Set<String> MEMBERS =
      Stream.concat(
              ModelRequestReader.MEMBERS.stream(),
              Stream.of(
                  "webhook_url",
                  "webhook_secret",
                  "webhook_events",
                  "priority",
                  "run_at",
                  "timeout_seconds",
                  "expires_in_seconds",
                  "max_attempts",
                  "metadata"))
          .collect(Collectors.toUnmodifiableSet());

  private final JsonCursor in;
  private final Instant now;
  private final ModelRequestReader model;

  private @Nullable String webhookUrl;
  private @Nullable String webhookSecret;
  private @Nullable Set<EventType> webhookEvents;
  private Priority priority = Priority.NORMAL;
  private @Nullable Instant runAt;
  private Duration timeout = Duration.ofSeconds(RequestBounds.DEFAULT_TIMEOUT_SECONDS);
  private @Nullable Duration expiresIn;
  private int maxAttempts = RequestBounds.DEFAULT_MAX_ATTEMPTS;
  private Map<String, String> metadata = Map.of();

  JobReader(JsonCursor in, Instant now, boolean counting) {
    this.in = in;
    this.now = now;
    this.model = new ModelRequestReader(in, false, counting);
  }

  Submission read() {
    in.members(MEMBERS, this::member);
    return new Submission(
        new JobRequest(
            model.endOfJob(),
            webhook(),
            priority,
            runAt,
            timeout,
            expiresIn,
            maxAttempts,
            metadata),
        Optional.ofNullable(webhookSecret),
        model.tokens());
  }

  private void member(String name) {
    switch (name) {
      case "webhook_url" -> webhookUrl = webhookUrl();
      case "webhook_secret" -> webhookSecret = webhookSecret();
      case "webhook_events" -> webhookEvents = webhookEvents();
      case "priority" -> priority = in.enumValue(Priority::ofWireName, "high, normal, low");
      case "run_at" -> runAt = runAt();
      case "timeout_seconds" ->
          timeout = Duration.ofSeconds(in.integer(1, RequestBounds.MAX_TIMEOUT_SECONDS));
      case "expires_in_seconds" ->
          expiresIn = Duration.ofSeconds(in.integer(1, RequestBounds.MAX_EXPIRES_IN_SECONDS));
      case "max_attempts" -> maxAttempts = in.integer(1, RequestBounds.MAX_MAX_ATTEMPTS);
      case "metadata" -> metadata = MetadataFields.read(in);
      default -> model.member(name);
    }
  }

  private String webhookUrl() {
    String url = in.text(1, RequestBounds.MAX_WEBHOOK_URL);
    WebhookFields.brokenRuleOfUrl(url)
        .ifPresent(rule -> {
          throw in.invalid(rule);
        });
    return url;
  }

  private String webhookSecret() {
    String secret = in.text(1, RequestBounds.MAX_WEBHOOK_SECRET);
    if (!WebhookFields.isUsableSecret(secret)) {
      throw in.invalid("must be base64 after its prefix whsec_.");
    }
    return secret;
  }

  private Set<EventType> webhookEvents() {
    List<String> names = new ArrayList<>();
    in.items(EventType.values().length, _ -> names.add(in.text(1, 64)));
    if (names.isEmpty()) {
      throw in.invalid("must have at least one item.");
    }
    return names.stream()
        .map(name ->
            EventType.ofWireName(name)
                .orElseThrow(() -> in.invalid("must name events among " + EVENTS + ".")))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Instant runAt() {
    Instant time = in.timestamp();
    if (time.isAfter(now.plus(RequestBounds.MAX_RUN_AT_AHEAD))) {
      throw in.invalid("must be at most 30 days ahead.");
    }
    if (time.isBefore(EARLIEST)) {
      throw in.invalid("must not lie before the year 2000.");
    }
    return time;
  }

  private @Nullable Webhook webhook() {
    if (webhookUrl == null) {
      if (webhookEvents != null) {
        throw InvalidFieldException.of("webhook_events", "needs webhook_url.");
      }
      if (webhookSecret != null) {
        throw InvalidFieldException.of("webhook_secret", "needs webhook_url.");
      }
      return null;
    }
    return new Webhook(webhookUrl, webhookEvents == null ? Webhook.DEFAULT_EVENTS : webhookEvents);
  }
}
