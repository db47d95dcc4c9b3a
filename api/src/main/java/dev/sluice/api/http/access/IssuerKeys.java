package dev.sluice.api.http.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's signing keys, cached and refreshed ahead of expiry. An unknown key id causes a
 * fetch, at a limited rate. Nothing is fetched before the first token. Safe for all threads.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /** Covers one whole fetch: two metadata documents and the keys. */
  private static final Duration FETCH = Duration.ofSeconds(5);

  private final JWKSource<SecurityContext> cache;
  private final Published published;

  IssuerKeys(TrustedIssuer issuer, TokenProperties properties) {
    published = new Published(issuer, new IssuerDocuments());
    long recheck = properties.keysRecheckAfter().toMillis();
    cache =
        JWKSourceBuilder.create(published)
            .cache(recheck, FETCH.toMillis())
            .refreshAheadCache(
                Math.min(Duration.ofSeconds(30).toMillis(), recheck - FETCH.toMillis()),
                null,
                Executors.newVirtualThreadPerTaskExecutor(),
                true,
                null,
                false)
            .rateLimited(properties.minFetchInterval().toMillis())
            .outageTolerant(properties.keysTrustWhileUnavailable().toMillis())
            .build();
  }

  /**
   * The matching keys; none where the issuer has none.
   *
   * @throws KeySourceException where no cached key matches and the issuer is unavailable
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    List<JWK> keys;
    try {
      keys = cache.get(selector, context);
    } catch (RateLimitReachedException e) {
      if (!published.reachable) {
        throw e;
      }
      // The issuer answered a moment ago and did not have the key.
      return List.of();
    }
    if (keys.isEmpty() && !published.reachable) {
      throw new KeySourceException("the issuer is unavailable");
    }
    return keys;
  }

  /** Fetches the current keys. */
  private static final class Published implements JWKSetSource<SecurityContext> {

    private final TrustedIssuer issuer;
    private final IssuerDocuments documents;
    private volatile @Nullable URI keySet;
    private volatile boolean reachable;

    Published(TrustedIssuer issuer, IssuerDocuments documents) {
      this.issuer = issuer;
      this.documents = documents;
      this.keySet = issuer.keySet();
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        URI uri = keySet();
        JWKSet keys = JWKSet.parse(documents.text(uri));
        reachable = true;
        return keys;
      } catch (IOException | ParseException e) {
        reachable = false;
        keySet = issuer.keySet();
        log.warn("the keys of {} cannot be fetched: {}", issuer.name(), e.getMessage());
        throw new JWKSetRetrievalException("no keys", e);
      }
    }

    private URI keySet() throws IOException {
      URI known = keySet;
      if (known == null) {
        known = documents.keySetOf(URI.create(issuer.name()));
        keySet = known;
      }
      return known;
    }

    @Override
    public void close() {}
  }
}
