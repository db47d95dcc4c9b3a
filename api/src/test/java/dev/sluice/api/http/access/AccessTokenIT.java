package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;

class AccessTokenIT {

  private final TokenApi tokens = TokenApi.shared();
  private final AuthorizationServer issuer = tokens.issuer();
  private final TestApi api = tokens.api();

  AccessTokenIT() throws Exception {}

  @Test
  void anIssuedTokenSubmitsAndReads() throws Exception {
    String token = issuer.token("acme", "jobs:read", "jobs:write");
    HttpResponse<String> submitted =
        api.send(TestApi.posting(tokens.with(token, "/v1/jobs"), "{\"prompt\":\"a\"}"));
    assertThat(submitted.statusCode()).isEqualTo(202);
    assertThat(api.send(tokens.with(token, "/v1/jobs/" + TestApi.jobId(submitted))).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aTenantSeesItsOwnJobsHoweverItsCallersProveThemselves() throws Exception {
    String acme = issuer.token("acme", "jobs:read", "jobs:write");
    String globex = issuer.token("globex", "jobs:read", "jobs:write");
    String job =
        "/v1/jobs/"
            + TestApi.jobId(
                api.send(TestApi.posting(tokens.with(acme, "/v1/jobs"), "{\"prompt\":\"a\"}")));
    assertThat(api.send(tokens.with(acme, job)).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request(job, "acme")).statusCode()).isEqualTo(200);
    assertThat(api.send(tokens.with(globex, job)).statusCode()).isEqualTo(404);
    assertThat(api.send(tokens.with(globex, job).DELETE()).statusCode()).isEqualTo(404);
    assertThat(api.send(tokens.with(acme, job)).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenGrantsItsScopesOnly() throws Exception {
    String reader = issuer.token("acme", "jobs:read", "profile");
    assertThat(tokens.status(reader)).isEqualTo(404);
    HttpResponse<String> refused =
        api.send(TestApi.posting(tokens.with(reader, "/v1/jobs"), "{\"prompt\":\"a\"}"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("insufficient_scope");
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"sluice\", error=\"insufficient_scope\", scope=\"jobs:write\"");
    assertThat(api.send(tokens.with(reader, "/v1/admin/keys")).statusCode()).isEqualTo(403);
    assertThat(api.send(tokens.with(issuer.token("acme", "admin"), "/v1/admin/keys")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void scopesAreReadFromTextAndFromListsAndFromScp() throws Exception {
    assertThat(tokens.status(claiming(c -> c.claim("scope", "chat jobs:read")))).isEqualTo(404);
    assertThat(tokens.status(claiming(c -> c.claim("scope", "chat,jobs:read")))).isEqualTo(403);
    assertThat(tokens.status(claiming(c -> scp(c, List.of("jobs:read"))))).isEqualTo(404);
    assertThat(tokens.status(claiming(c -> scp(c, "jobs:read chat")))).isEqualTo(404);
    assertThat(tokens.status(claiming(c -> scp(c, Map.of("jobs:read", true))))).isEqualTo(403);
    assertThat(tokens.status(claiming(c -> c.claims(all -> all.remove("scope"))))).isEqualTo(403);
  }

  @Test
  void aTokenOutsideItsTimeIsRefused() throws Exception {
    Instant now = Instant.now();
    tokens.assertRefused(claiming(c -> c.issuedAt(ago(now, 600)).expiresAt(ago(now, 60))));
    tokens.assertRefused(claiming(c -> c.notBefore(now.plusSeconds(60))));
    tokens.assertRefused(claiming(c -> c.claims(all -> all.remove("exp"))));
    // Clocks differ a little.
    assertThat(tokens.status(claiming(c -> c.issuedAt(ago(now, 600)).expiresAt(ago(now, 10)))))
        .isEqualTo(404);
    assertThat(tokens.status(claiming(c -> c.notBefore(now.plusSeconds(10))))).isEqualTo(404);
  }

  @Test
  void aTokenForOrFromSomebodyElseIsRefused() throws Exception {
    tokens.assertRefused(claiming(c -> c.audience(List.of("https://other.test"))));
    tokens.assertRefused(claiming(c -> c.claims(all -> all.remove("aud"))));
    assertThat(
            tokens.status(
                claiming(
                    c -> c.audience(List.of("https://other.test", AuthorizationServer.AUDIENCE)))))
        .isEqualTo(404);
    tokens.assertRefused(claiming(c -> c.issuer("https://evil.test")));
    tokens.assertRefused(claiming(c -> c.issuer(issuer.issuer() + "/")));
    tokens.assertRefused(claiming(c -> c.claims(all -> all.remove("iss"))));
  }

  @Test
  void aTokenThatNamesNoTenantIsRefused() throws Exception {
    tokens.assertRefused(claiming(c -> c.claims(all -> all.remove("sub"))));
    for (String odd : List.of("", " ", "a\u0000b", "a\nb", "x".repeat(257))) {
      tokens.assertRefused(claiming(c -> c.subject(odd)));
    }
    for (String odd : List.of("\"\\ud800\"", "[\"acme\"]", "null", "{}")) {
      tokens.assertRefused(signedWithSubject(odd));
    }
    assertThat(tokens.status(signedWithSubject("\"acme\""))).isEqualTo(404);
    assertThat(tokens.status(claiming(c -> c.subject("tenant with ünicode")))).isEqualTo(404);
    assertThat(tokens.status(claiming(c -> c.subject("x".repeat(256))))).isEqualTo(404);
  }

  @Test
  void aTokenBoundToAKeyIsNoBearerToken() throws Exception {
    tokens.assertRefused(claiming(c -> c.claim("cnf", Map.of("jkt", "abc"))));
  }

  @Test
  void aTokenOfAnotherKindIsRefused() throws Exception {
    tokens.assertRefused(
        issuer.token("acme", context -> context.getJwsHeader().type("logout+jwt"), "chat"));
    for (String type : List.of("at+jwt", "application/at+jwt", "AT+JWT", "jwt")) {
      assertThat(
              tokens.status(
                  issuer.token("acme", context -> context.getJwsHeader().type(type), "jobs:read")))
          .as(type)
          .isEqualTo(404);
    }
  }

  private String claiming(Consumer<JwtClaimsSet.Builder> claims) throws Exception {
    return issuer.token("acme", context -> claims.accept(context.getClaims()), "jobs:read");
  }

  private void scp(JwtClaimsSet.Builder claims, Object value) {
    claims.claims(all -> all.remove("scope")).claim("scp", value);
  }

  /** As the issuer would sign it, with this JSON as {@code sub}. */
  private String signedWithSubject(String json) throws Exception {
    String genuine = SignedJWT.parse(issuer.token("acme", "jobs:read")).getPayload().toString();
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.key().getKeyID()).build(),
            new Payload(genuine.replace("\"sub\":\"acme\"", "\"sub\":" + json)));
    token.sign(new RSASSASigner(issuer.key()));
    return token.serialize();
  }

  private static Instant ago(Instant now, int seconds) {
    return now.minusSeconds(seconds);
  }
}
