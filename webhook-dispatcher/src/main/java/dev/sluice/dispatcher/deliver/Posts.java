package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Post;
import dev.sluice.dispatcher.sign.Signatures;
import dev.sluice.dispatcher.sign.SigningKey;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.Target;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the request of an attempt: id and body are those of every attempt, time and signatures its
 * own. A job's webhook without a secret has neither signature; an endpoint always has both. Secrets
 * are opened for each attempt anew and kept nowhere.
 */
final class Posts {

  private final SecretBox secrets;
  private final String userAgent;

  /** The version is what the User-Agent shows. */
  Posts(SecretBox secrets, String version) {
    this.secrets = secrets;
    this.userAgent = "Sluice-Webhooks/" + version;
  }

  /**
   * The request as of {@code now}.
   *
   * @throws UnsealableException where a secret or the headers do not open
   * @throws IllegalArgumentException where the URL, a secret or the headers are not such, or an
   *     endpoint has nothing to sign with
   */
  Post of(Claim claim, Instant now) throws UnsealableException {
    String id = claim.eventId().toString();
    // Extra headers go first: a name that is ours is set anew below.
    Map<String, String> headers = new LinkedHashMap<>(extra(claim));
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", userAgent);
    headers.put("X-Webhook-Event", claim.eventType());
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    List<SigningKey> keys = keys(claim.target());
    if (!keys.isEmpty()) {
      Signatures signatures = Signatures.of(keys);
      signatures.plain(claim.body()).ifPresent(value -> headers.put("X-Webhook-Signature", value));
      headers.put("webhook-signature", signatures.standard(id, now, claim.body()));
    }
    return new Post(
        owner(claim.destination()), URI.create(claim.target().url()), headers, claim.body());
  }

  /** The endpoint, or the tenant of a job's own webhook. */
  private static String owner(String destination) {
    int tenantEnd = destination.indexOf('/');
    return tenantEnd < 0 ? destination : destination.substring(0, tenantEnd);
  }

  private Map<String, String> extra(Claim claim) throws UnsealableException {
    if (claim.target() instanceof Target.OfEndpoint endpoint && endpoint.sealedHeaders() != null) {
      String opened = secrets.open(endpoint.sealedHeaders(), endpoint.endpoint().toString());
      return ExtraHeaders.read(opened, claim.destination());
    }
    return Map.of();
  }

  /** What signs, oldest first: one header has room for one signature and takes the first. */
  private List<SigningKey> keys(Target target) throws UnsealableException {
    return switch (target) {
      case Target.OfJob job -> {
        String sealed = job.sealedSecret();
        yield sealed == null
            ? List.of()
            : List.of(SigningKey.symmetric(secrets.open(sealed, job.job().toString())));
      }
      case Target.OfEndpoint endpoint -> keys(endpoint);
    };
  }

  private List<SigningKey> keys(Target.OfEndpoint endpoint) throws UnsealableException {
    List<SigningKey> keys = new ArrayList<>(endpoint.secrets().size());
    for (Target.SealedSecret secret : endpoint.secrets()) {
      keys.add(key(secret.kind(), secrets.open(secret.sealed(), endpoint.endpoint().toString())));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("an endpoint's deliveries are signed, or not sent");
    }
    return keys;
  }

  private static SigningKey key(String kind, String secret) {
    return switch (kind) {
      case "v1" -> SigningKey.symmetric(secret);
      case "v1a" -> SigningKey.asymmetric(secret);
      default -> throw new IllegalArgumentException("a key of an unknown kind");
    };
  }
}
