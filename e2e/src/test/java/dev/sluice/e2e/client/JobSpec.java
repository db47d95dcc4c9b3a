package dev.sluice.e2e.client;

import java.net.URI;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A job to submit. Immutable. */
public record JobSpec(ObjectNode document) {

  /** A job with one user message. */
  public static JobSpec prompt(String prompt) {
    return new JobSpec(JsonNodeFactory.instance.objectNode().put("prompt", prompt));
  }

  public JobSpec webhook(URI url, String secret) {
    ObjectNode copy = document.deepCopy();
    copy.put("webhook_url", url.toString()).put("webhook_secret", secret);
    return new JobSpec(copy);
  }

  public JobSpec maxAttempts(int attempts) {
    return new JobSpec(document.deepCopy().put("max_attempts", attempts));
  }
}
