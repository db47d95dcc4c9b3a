package dev.sluice.api.http.access;

import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Fetches the documents that an issuer publishes: each within {@value #SECONDS} s and {@value
 * #MAX_BYTES} bytes, without following redirects.
 */
final class IssuerDocuments {

  private static final int SECONDS = 2;
  private static final int MAX_BYTES = 256 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(SECONDS))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /** The text of the document. */
  String text(URI uri) throws IOException {
    return find(uri).orElseThrow(() -> new IOException("nothing at " + uri));
  }

  /** The key set's URI from the issuer's metadata (OpenID Connect Discovery 1.0, RFC 8414). */
  URI keySetOf(URI issuer) throws IOException {
    Optional<String> metadata = find(openIdMetadata(issuer));
    if (metadata.isEmpty()) {
      metadata = find(oauthMetadata(issuer));
    }
    try {
      JsonNode document =
          Json.mapper()
              .readTree(metadata.orElseThrow(() -> new IOException("no metadata of " + issuer)));
      if (!document.path("issuer").asString("").equals(issuer.toString())) {
        throw new IOException("the metadata of " + issuer + " are another issuer's");
      }
      URI keys = URI.create(document.path("jwks_uri").asString(""));
      if (keys.getHost() == null || !isAsSafe(keys, issuer)) {
        throw new IOException("the metadata of " + issuer + " name no usable jwks_uri");
      }
      return keys;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException("the metadata of " + issuer + " cannot be read", e);
    }
  }

  private static boolean isAsSafe(URI keys, URI issuer) {
    return "https".equals(keys.getScheme())
        || ("http".equals(keys.getScheme()) && "http".equals(issuer.getScheme()));
  }

  private static URI openIdMetadata(URI issuer) {
    String base = issuer.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
            + "/.well-known/openid-configuration");
  }

  private static URI oauthMetadata(URI issuer) {
    String path = issuer.getRawPath();
    return issuer.resolve(
        "/.well-known/oauth-authorization-server" + ("/".equals(path) ? "" : path));
  }

  /** Empty for a document that does not exist. */
  private Optional<String> find(URI uri) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json, application/jwk-set+json")
            .build();
    var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
    try {
      HttpResponse<String> response = answer.get(SECONDS, TimeUnit.SECONDS);
      if (response.statusCode() / 100 == 4) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode() + " from " + uri);
      }
      return Optional.of(response.body());
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("no answer from " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }
}
