package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.api.TestApi;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IssuerKeysIT {

  private static TokenApi tokens;
  private static AuthorizationServer issuer;
  private static TestApi api;

  @BeforeAll
  static void start() {
    tokens = TokenApi.start();
    issuer = tokens.issuer();
    api = tokens.api();
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @Test
  void aNewKeyIsAcceptedAtOnceAndAWithdrawnOneSoonRefused() throws Exception {
    String old = issuer.token("acme", "jobs:read");
    assertThat(tokens.status(old)).isEqualTo(404);
    issuer.rotate();
    String renewed = issuer.token("acme", "jobs:read");
    // At once, but for another test's having asked for keys in this very second.
    // Keys are asked for ahead of time when they are 5 s old.
    await().atMost(Duration.ofSeconds(5)).until(() -> tokens.status(renewed) == 404);
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> tokens.assertRefused(old));
  }

  @Test
  void knownKeysOutliveAnOutageOfTheIssuer() throws Exception {
    String known = issuer.token("acme", "jobs:read");
    await().atMost(Duration.ofSeconds(20)).until(() -> tokens.status(known) == 404);
    String unknown = signedByNobodyKnown();
    issuer.close();
    // Bound and not listening: it refuses connections, and nobody else is given the port.
    try (Socket place = new Socket()) {
      place.setReuseAddress(true);
      place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), issuer.port()));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            HttpResponse<String> response = api.send(tokens.with(unknown, "/v1/jobs/x"));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(TestApi.json(response).path("code").asString())
                .isEqualTo("authentication_unavailable");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
          });
      // Longer than the keys are used without asking again.
      await()
          .during(Duration.ofSeconds(12))
          .atMost(Duration.ofSeconds(40))
          .until(() -> tokens.status(known) == 404);
    } finally {
      issuer.restart();
    }
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> tokens.assertRefused(unknown));
    assertThat(tokens.status(issuer.token("acme", "jobs:read"))).isEqualTo(404);
  }

  @Test
  void inventedKeyIdsDoNotMakeTheApiAskTheIssuerEachTime() throws Exception {
    assertThat(tokens.status(issuer.token("acme", "jobs:read"))).isEqualTo(404);
    int before = issuer.keyFetches();
    long start = System.nanoTime();
    // For longer than the time in which another test may have asked already.
    for (int i = 0; i < 300 || System.nanoTime() - start < 2_500_000_000L; i++) {
      tokens.assertRefused(signedByNobodyKnown());
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertThat(issuer.keyFetches() - before).isBetween(1, (int) (2 * seconds + 2));
  }

  private static final RSAKey STRANGER = stranger();

  private static RSAKey stranger() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signedByNobodyKnown() throws Exception {
    return TokenApi.signed(
        new JWTClaimsSet.Builder().subject("acme").build(),
        JWSAlgorithm.RS256,
        UUID.randomUUID().toString(),
        new RSASSASigner(STRANGER));
  }
}
