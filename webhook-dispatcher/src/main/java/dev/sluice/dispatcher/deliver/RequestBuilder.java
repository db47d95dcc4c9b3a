package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.AttemptRequest;
import dev.sluice.dispatcher.sign.Signatures;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.wire.Json;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Builds the request of an attempt. All attempts have the same id and body, each its own time and
 * signatures. Requests of endpoints are always signed, those of a job only if it has a secret.
 * Secrets are opened for each attempt and not kept.
 */
@Component
final class RequestBuilder {

  private static final Logger log = LoggerFactory.getLogger(RequestBuilder.class);
  private static final TypeReference<LinkedHashMap<String, String>> MAP = new TypeReference<>() {};

  private final SecretBox secrets;
  private final String userAgent;

  RequestBuilder(SecretBox secrets) {
    // From the jar's manifest.
    String version = RequestBuilder.class.getPackage().getImplementationVersion();
    this.secrets = secrets;
    this.userAgent = "Sluice-Webhooks/" + (version == null ? "dev" : version);
  }

  /**
   * The request as of {@code now}.
   *
   * @throws UnsealableException if a secret or the headers cannot be opened
   * @throws IllegalArgumentException if the URL, a secret or the headers are invalid, or an
   *     endpoint has no secret
   */
  AttemptRequest build(Claim claim, Instant now) throws UnsealableException {
    String id = claim.eventId().toString();
    // Our own headers replace extra headers of the same name.
    Map<String, String> headers = new LinkedHashMap<>();
    if (claim.sealedHeaders() != null) {
      String json = secrets.open(claim.sealedHeaders(), claim.sealedFor());
      addExtraHeaders(json, claim.destination(), headers);
    }
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", userAgent);
    headers.put("X-Webhook-Event", claim.eventType());
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    if (claim.endpoint() != null || !claim.secrets().isEmpty()) {
      Signatures signatures = new Signatures(opened(claim));
      signatures.plain(claim.body()).ifPresent(value -> headers.put("X-Webhook-Signature", value));
      headers.put("webhook-signature", signatures.standard(id, now, claim.body()));
    }
    return new AttemptRequest(
        owner(claim.destination()), URI.create(claim.url()), headers, claim.body());
  }

  /** The endpoint, or the tenant of a job's own webhook. */
  private static String owner(String destination) {
    int tenantEnd = destination.indexOf('/');
    return tenantEnd < 0 ? destination : destination.substring(0, tenantEnd);
  }

  /** Reserved and invalid headers are refused at registration; any that got past it are skipped. */
  private static void addExtraHeaders(
      String json, String destination, Map<String, String> headers) {
    Map<String, String> extra;
    try {
      extra = Json.mapper().readValue(json, MAP);
    } catch (JacksonException _) {
      throw new IllegalArgumentException("the headers are not a JSON object of strings");
    }
    extra.forEach((name, value) -> {
      boolean isName = ExtraHeaderRules.isName(name);
      if (isName
          && value != null
          && ExtraHeaderRules.isValue(value)
          && !ExtraHeaderRules.isReserved(name)) {
        headers.put(name, value);
      } else {
        log.warn(
            "destination={} header {} is not sent",
            destination,
            isName ? name : "without a valid name");
      }
    });
  }

  /** Oldest first: the header that has room for one signature uses the first. */
  private List<Signatures.Secret> opened(Claim claim) throws UnsealableException {
    List<Signatures.Secret> opened = new ArrayList<>();
    for (Claim.SealedSecret secret : claim.secrets()) {
      String text = secrets.open(secret.sealed(), claim.sealedFor());
      opened.add(new Signatures.Secret(secret.kind(), text));
    }
    return opened;
  }
}
