package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a webhook endpoint; its text is the owner that its secrets are sealed for. */
public record EndpointId(@JsonValue UUID value) {

  public EndpointId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
