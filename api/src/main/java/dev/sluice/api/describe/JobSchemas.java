package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.number;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.url;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.job.EventType;
import dev.sluice.job.JobError;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.List;

/** What a job is asked for with, and how it is shown. */
final class JobSchemas {

  private JobSchemas() {}

  static Schema<?> request() {
    return object(
        may(
            "prompt",
            text(1, RequestBounds.MAX_PROMPT),
            "What a lone user says; not blank. Exactly one of `prompt` and `messages` is given."),
        ChatSchemas.messages("Message", false),
        ChatSchemas.model(),
        ChatSchemas.temperature(),
        ChatSchemas.topP(),
        ChatSchemas.maxTokens(),
        ChatSchemas.stop(),
        ChatSchemas.seed(),
        ChatSchemas.tools(),
        ChatSchemas.toolChoice(),
        ChatSchemas.responseFormat(),
        may(
            "webhook_url",
            url().minLength(1).maxLength(RequestBounds.MAX_WEBHOOK_URL),
            "Where events are delivered: http or https, without user, password and fragment."),
        may(
            "webhook_secret",
            text(1, RequestBounds.MAX_WEBHOOK_SECRET),
            "Signs the deliveries; `whsec_` and base64, or any text. Needs `webhook_url`."),
        may("webhook_events", events(), "Which events are delivered. Needs `webhook_url`."),
        may("priority", priority(), "Which of the waiting jobs are run first."),
        may("run_at", timestamp(), "Not before this; at most 30 days ahead."),
        may(
            "timeout_seconds",
            withDefault(
                integer(1, RequestBounds.MAX_TIMEOUT_SECONDS),
                RequestBounds.DEFAULT_TIMEOUT_SECONDS),
            "From claim to answer, per attempt."),
        may(
            "expires_in_seconds",
            integer(1, RequestBounds.MAX_EXPIRES_IN_SECONDS),
            "The job fails with `expired` where it is still pending then."),
        may(
            "max_attempts",
            withDefault(
                integer(1, RequestBounds.MAX_MAX_ATTEMPTS), RequestBounds.DEFAULT_MAX_ATTEMPTS),
            "How often it is tried."),
        ChatSchemas.metadata());
  }

  static Schema<?> job() {
    return object(
        must("job_id", uuid(), "The job's id."),
        must("status", status(), "Where it stands; the last three never change."),
        must("created_at", orNull(timestamp()), "When it was accepted."),
        must("started_at", orNull(timestamp()), "When its first attempt began."),
        must("completed_at", orNull(timestamp()), "When it ended."),
        must("progress", number(0, 1), "Never falls; 1.0 exactly when completed."),
        must("attempt", count(), "Attempts so far."),
        must(
            "model",
            orNull(text()),
            "The model that was asked for; null for a job that is not stored yet and that another "
                + "replica accepted, or that was cancelled before it was stored."),
        must("result", orNull(ref("JobResult")), "The answer, when completed."),
        must("error", orNull(ref("JobError")), "Why it failed, or its last attempt did."),
        must(
            "metadata",
            object().additionalProperties(text()),
            "As it was given; empty where `model` is null."),
        may("retried_from", uuid(), "The job that this one repeats."));
  }

  static Schema<?> result() {
    return object(
        must("content", text(), "The text; empty where the model only called tools."),
        must("finish_reason", words(ChatSchemas.FINISH_REASONS), "Why the answer ended."),
        must("model", text(), "The model that answered, as the provider names it."),
        may("tool_calls", list(ref("ToolCall")), "The calls that the model asks for."),
        must("usage", ref("Usage"), "What the call cost."));
  }

  static Schema<?> error() {
    return object(
        must("code", text(), "Stable and specific."),
        must("message", text(0, JobError.MAX_MESSAGE_LENGTH), "For people."));
  }

  static Schema<?> status() {
    return words(Arrays.stream(JobStatus.values()).map(JobStatus::wireName).toList());
  }

  static Schema<?> eventType() {
    return words(eventNames());
  }

  private static Schema<?> events() {
    return withDefault(
        list(eventType(), 1, EventType.values().length),
        Webhook.DEFAULT_EVENTS.stream().map(EventType::wireName).sorted().toList());
  }

  private static List<String> eventNames() {
    return Arrays.stream(EventType.values()).map(EventType::wireName).toList();
  }

  private static Schema<?> priority() {
    return withDefault(
        words(Arrays.stream(Priority.values()).map(Priority::wireName).toList()),
        Priority.NORMAL.wireName());
  }

  private static Schema<?> withDefault(Schema<?> schema, Object value) {
    schema.setDefault(value);
    return schema;
  }
}
