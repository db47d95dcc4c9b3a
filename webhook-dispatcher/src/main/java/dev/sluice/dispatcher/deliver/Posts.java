package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Post;
import dev.sluice.dispatcher.sign.Signatures;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the request of an attempt: id and body are those of every attempt, time and signatures its
 * own. Without a secret both signatures are left out.
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
   * @throws UnsealableException where the secret does not open
   * @throws IllegalArgumentException where the URL or the secret is not one
   */
  Post of(Claim claim, Instant now) throws UnsealableException {
    String id = claim.eventId().toString();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", userAgent);
    headers.put("X-Webhook-Event", claim.eventType());
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    String sealed = claim.sealedSecret();
    if (sealed != null) {
      Signatures signatures = Signatures.with(secrets.open(sealed, claim.jobId().toString()));
      headers.put("X-Webhook-Signature", signatures.plain(claim.body()));
      headers.put("webhook-signature", signatures.standard(id, now, claim.body()));
    }
    return new Post(URI.create(claim.url()), headers, claim.body());
  }
}
