package dev.sluice.api.http.errors;

import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.endpoint.EndpointId;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads ids in paths: canonical UUIDs of 36 characters, in either case. */
public final class PathIds {

  private static final int LENGTH = 36;

  private PathIds() {}

  public static UUID read(String text, Supplier<? extends RuntimeException> notFound) {
    try {
      if (text.length() == LENGTH) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException _) {
      // Thrown below.
    }
    throw notFound.get();
  }

  public static EndpointId endpoint(String text) {
    return new EndpointId(read(text, RefusedException::webhookNotFound));
  }
}
