package dev.sluice.local.demo;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.ApiClient.Answer;
import dev.sluice.local.demo.WebhookReceiver.Received;
import dev.sluice.wire.Json;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One job, all the way, by nothing but the public contract: submitted over HTTP with a webhook to a
 * receiver of the demo's own, polled, read from the topic of events, received and verified. Bounded
 * at about two minutes.
 */
public final class Demo {
  private static final String PROMPT =
      "In one sentence: why do lock gates open only when the water is level?";
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int ACCEPTED = 202;
  private static final int SECRET_BYTES = 24;

  private final Stack stack;
  private final Console console;

  /**
   * What the demo runs against.
   *
   * @param model which model is asked
   */
  public record Stack(URI api, String bootstrapServers, String eventsTopic, String model) {}

  /** What the demo leaves for further tries. */
  public record Done(String apiKey, String jobId) {}

  public Demo(Stack stack, Console console) {
    this.stack = stack;
    this.console = console;
  }

  /**
   * Runs one job.
   *
   * @throws DemoFailure where the job does not get through
   */
  public Done run(Keys keys) {
    try (ApiClient api = new ApiClient(stack.api());
        WebhookReceiver receiver = new WebhookReceiver();
        EventReader events = new EventReader(stack.bootstrapServers(), stack.eventsTopic())) {
      String key = DevelopmentKey.of(keys, api);
      String secret = secret();
      String jobId = submit(api, key, receiver.address(), secret);
      await(api, key, jobId);
      showEvent(events, jobId);
      showWebhook(receiver, secret);
      return new Done(key, jobId);
    }
  }

  private String submit(ApiClient api, String key, URI webhook, String secret) {
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("prompt", PROMPT).put("model", stack.model());
    request.put("webhook_url", webhook.toString()).put("webhook_secret", secret);
    Answer answer = api.post(key, "/v1/jobs", request);
    if (answer.status() != ACCEPTED) {
      throw new DemoFailure("No job: %d %s".formatted(answer.status(), answer.body()));
    }
    String jobId = answer.body().path("job_id").asString();
    console.field("submitted", "POST /v1/jobs -> 202, job " + jobId);
    return jobId;
  }

  private void await(ApiClient api, String key, String jobId) {
    String path = "/v1/jobs/%s?wait=%d".formatted(jobId, BOUND.toSeconds());
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
          throw new DemoFailure(
              "The job is still %s after %d s".formatted(status, BOUND.toSeconds()));
    }
  }

  private void showEvent(EventReader events, String jobId) {
    EventReader.Read read =
        events
            .next(jobId, BOUND)
            .orElseThrow(() -> new DemoFailure("No event of the job on " + stack.eventsTopic()));
    console.field(
        "event",
        "%s, id %s, on %s (partition %d, offset %d)"
            .formatted(
                read.event().type().wireName(),
                read.event().eventId(),
                read.message().topic(),
                read.message().partition(),
                read.message().offset()));
  }

  private void showWebhook(WebhookReceiver receiver, String secret) {
    Received webhook =
        receiver.next(BOUND).orElseThrow(() -> new DemoFailure("No webhook has come in"));
    if (!Signatures.standard(secret, webhook) || !Signatures.sha256(secret, webhook)) {
      throw new DemoFailure("The webhook's signatures are wrong");
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
