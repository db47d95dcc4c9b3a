package dev.sluice.local.demo;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.ApiClient.Response;
import dev.sluice.local.demo.WebhookReceiver.Received;
import dev.sluice.wire.Json;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one job end to end over the public contract: submits it over HTTP with a webhook to a local
 * receiver, polls it, reads its event from the topic, and receives and verifies the webhook. Takes
 * at most about two minutes.
 */
public final class Demo {
  private static final String PROMPT =
      "In one sentence: why do lock gates open only when the water is level?";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int ACCEPTED = 202;
  private static final int SECRET_BYTES = 24;

  private final Stack stack;
  private final Console console;

  /**
   * The stack that the demo runs against.
   *
   * @param model of the demo job
   */
  public record Stack(URI api, String bootstrapServers, String eventsTopic, String model) {}

  /** The API key and the job, for further requests. */
  public record Result(String apiKey, String jobId) {}

  public Demo(Stack stack, Console console) {
    this.stack = stack;
    this.console = console;
  }

  /**
   * Runs one job.
   *
   * @throws DemoException if any step fails
   */
  public Result run(Keys keys) {
    try (ApiClient api = new ApiClient(stack.api());
        WebhookReceiver receiver = new WebhookReceiver();
        EventReader events = new EventReader(stack.bootstrapServers(), stack.eventsTopic())) {
      String key = DevelopmentKey.of(keys, api);
      String secret = secret();
      String jobId = submit(api, key, receiver.address(), secret);
      await(api, key, jobId);
      showEvent(events, jobId);
      showWebhook(receiver, secret);
      return new Result(key, jobId);
    }
  }

  private String submit(ApiClient api, String key, URI webhook, String secret) {
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("prompt", PROMPT).put("model", stack.model());
    request.put("webhook_url", webhook.toString()).put("webhook_secret", secret);
    Response response = api.post(key, "/v1/jobs", request);
    if (response.status() != ACCEPTED) {
      throw new DemoException(
          "The job was not accepted: %d %s".formatted(response.status(), response.body()));
    }
    String jobId = response.body().path("job_id").asString();
    console.field("submitted", "POST /v1/jobs -> 202, job " + jobId);
    return jobId;
  }

  private void await(ApiClient api, String key, String jobId) {
    String path = "/v1/jobs/%s?wait=%d".formatted(jobId, TIMEOUT.toSeconds());
    JsonNode job = api.get(key, path).body();
    String status = job.path("status").asString("unknown");
    switch (status) {
      case "completed" -> {
        JsonNode result = job.path("result");
        console.field(
            "completed",
            "%s, %d tokens, attempt %d"
                .formatted(
                    result.path("model").asString(""),
                    result.path("usage").path("total_tokens").asInt(0),
                    job.path("attempt").asInt(0)));
        console.field("result", result.path("content").asString(""));
      }
      case "failed" ->
          console.field(
              "failed",
              "%s: %s"
                  .formatted(
                      job.path("error").path("code").asString(""),
                      job.path("error").path("message").asString("")));
      default ->
          throw new DemoException(
              "The job is still %s after %d s".formatted(status, TIMEOUT.toSeconds()));
    }
  }

  private void showEvent(EventReader events, String jobId) {
    EventReader.ReceivedEvent received =
        events
            .next(jobId, TIMEOUT)
            .orElseThrow(() ->
                new DemoException("The job's event did not arrive on " + stack.eventsTopic()));
    console.field(
        "event",
        "%s, id %s, on %s (partition %d, offset %d)"
            .formatted(
                received.event().type().wireName(),
                received.event().eventId(),
                received.message().topic(),
                received.message().partition(),
                received.message().offset()));
  }

  private void showWebhook(WebhookReceiver receiver, String secret) {
    Received webhook =
        receiver.next(TIMEOUT).orElseThrow(() -> new DemoException("The webhook did not arrive"));
    if (!WebhookSignatures.standard(secret, webhook)
        || !WebhookSignatures.sha256(secret, webhook)) {
      throw new DemoException("The webhook's signatures are invalid");
    }
    console.field(
        "webhook",
        "%s, webhook-id %s, to %s"
            .formatted(
                webhook.header("x-webhook-event"),
                webhook.header("webhook-id"),
                receiver.address()));
    console.field(
        "",
        "signatures verified: webhook-signature (Standard Webhooks), X-Webhook-Signature (sha256)");
  }

  private static String secret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return "whsec_" + Base64.getEncoder().encodeToString(random);
  }
}
