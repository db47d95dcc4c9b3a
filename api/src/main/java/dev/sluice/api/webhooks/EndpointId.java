package dev.sluice.api.webhooks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import java.util.Optional;
import java.util.UUID;

/** Identity of a webhook endpoint; its text is the owner that its secrets are sealed for. */
public record EndpointId(@JsonValue UUID value) {

  private static final int TEXT_LENGTH = 36;

  public EndpointId {
    requireNonNull(value);
  }

  /** Reads the canonical 36-character form, in either case; empty for anything else. */
  public static Optional<EndpointId> parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EndpointId(UUID.fromString(text)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The id in a path.
   *
   * @throws ApiException 404 where it is none
   */
  public static EndpointId inPath(String text) {
    return parse(text).orElseThrow(ErrorCode.WEBHOOK_NOT_FOUND::exception);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
