package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of an endpoint; its secrets are sealed for its text form. */
public record EndpointId(@JsonValue UUID value) {

  public EndpointId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
