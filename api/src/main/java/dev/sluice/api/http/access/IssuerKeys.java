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
 * The keys that an issuer signs with, from memory while they are fresh; renewed ahead of time in
 * the background where there are callers. A key that is not among them is asked for, but seldom, so
 * that tokens with invented keys cost the issuer nothing. Nothing is fetched before the first
 * token. Safe for all threads.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /** Covers one whole fetch: two documents that tell where the keys are, and the keys. */
  private static final Duration FETCH = Duration.ofSeconds(5);

  private final JWKSource<SecurityContext> remembered;
  private final Published published;

  IssuerKeys(TrustedIssuer issuer, TokenProperties properties) {
    published = new Published(issuer, new IssuerDocuments());
    long recheck = properties.keysRecheckAfter().toMillis();
    remembered =
        JWKSourceBuilder.create(published)
            .cache(recheck, FETCH.toMillis())
            .refreshAheadCache(
                Math.min(Duration.ofSeconds(30).toMillis(), recheck - FETCH.toMillis()),
                null,
                Executors.newVirtualThreadPerTaskExecutor(),
                true,
                null,
                false)
            .rateLimited(properties.keysAskedEvery().toMillis())
            .outageTolerant(properties.keysTrustWhileAway().toMillis())
            .build();
  }

  /**
   * The keys that match.
   *
   * @throws KeySourceException where there is none among those known and the issuer, which might
   *     have it, does not answer; within seconds
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    List<JWK> keys;
    try {
      keys = remembered.get(selector, context);
    } catch (RateLimitReachedException e) {
      if (!published.reachable) {
        throw e;
      }
      // Asked a moment ago, and the key was not there.
      return List.of();
    }
    if (keys.isEmpty() && !published.reachable) {
      throw new KeySourceException("the issuer is away");
    }
    return keys;
  }

  /** The keys as the issuer publishes them now. */
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
