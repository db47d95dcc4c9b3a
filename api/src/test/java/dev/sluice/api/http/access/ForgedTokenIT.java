package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.api.TestApi;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForgedTokenIT {

  private final TokenApi tokens = TokenApi.shared();
  private final AuthorizationServer issuer = tokens.issuer();
  private final TestApi api = tokens.api();

  ForgedTokenIT() throws Exception {}

  @Test
  void aTokenThatTheIssuerDidNotSignIsRefused() throws Exception {
    SignedJWT genuine = SignedJWT.parse(issuer.token("acme", "jobs:read"));
    JWTClaimsSet claims = genuine.getJWTClaimsSet();
    RSAKey key = issuer.key();
    RSAKey other = new RSAKeyGenerator(2048).keyID("other").generate();

    tokens.assertRefused(new PlainJWT(claims).serialize());
    tokens.assertRefused(unsigned("{\"alg\":\"NONE\"}", genuine));
    tokens.assertRefused(
        unsigned("{\"alg\":\"RS256\",\"kid\":\"" + key.getKeyID() + "\"}", genuine));
    tokens.assertRefused(
        TokenApi.signed(claims, JWSAlgorithm.RS256, "other", new RSASSASigner(other)));
    tokens.assertRefused(
        TokenApi.signed(claims, JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(other)));
    SignedJWT withItsKey =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(other.toPublicJWK()).build(), claims);
    withItsKey.sign(new RSASSASigner(other));
    tokens.assertRefused(withItsKey.serialize());
    // The public key as a shared secret, in both of its forms.
    for (byte[] secret :
        List.of(
            key.toRSAPublicKey().getEncoded(),
            ("-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key.toRSAPublicKey().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII))) {
      tokens.assertRefused(
          TokenApi.signed(claims, JWSAlgorithm.HS256, key.getKeyID(), new MACSigner(secret)));
    }
    // Another asymmetric algorithm than those configured.
    tokens.assertRefused(
        TokenApi.signed(claims, JWSAlgorithm.PS256, key.getKeyID(), new RSASSASigner(key)));
    assertThat(
            tokens.status(
                TokenApi.signed(claims, JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key))))
        .isEqualTo(404);
  }

  @Test
  void aTokenThatWasChangedIsRefused() throws Exception {
    String[] acme = issuer.token("acme", "jobs:read").split("\\.", -1);
    String[] globex = issuer.token("globex", "jobs:read").split("\\.", -1);
    tokens.assertRefused(acme[0] + "." + globex[1] + "." + acme[2]);
    tokens.assertRefused(acme[0] + "." + acme[1] + "." + acme[2].substring(4));
    tokens.assertRefused(acme[0] + "." + acme[1]);
    tokens.assertRefused(acme[0] + "." + acme[1] + "." + acme[2] + "." + acme[2]);
  }

  @Test
  void whatIsNoTokenIsRefused() throws Exception {
    String deep = "[".repeat(4000);
    for (String odd :
        List.of(
            "",
            "x",
            ".",
            "..",
            "a.b.c",
            "a.b.c.d.e",
            base64("{}") + "." + base64("{}") + "." + base64("x"),
            base64(deep) + "." + base64("{}") + "." + base64("x"),
            base64("{\"alg\":\"RS256\",\"kid\":" + deep) + ".e30.eA",
            base64("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}") + ".e30.eA",
            "x".repeat(7000),
            "a." + "x".repeat(7000) + ".c",
            "slk.slk.slk")) {
      HttpResponse<String> response =
          api.send(api.anonymous("/v1/jobs/x").header("Authorization", "Bearer " + odd));
      assertThat(response.statusCode()).as(odd).isEqualTo(401);
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("invalid_credentials");
    }
    HttpResponse<String> huge =
        api.send(
            api.anonymous("/v1/jobs/x").header("Authorization", "Bearer " + "x".repeat(60000)));
    assertThat(huge.statusCode()).isBetween(400, 431);
    assertThat(TestApi.json(huge).path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  void aTokenIsShownInTheHeaderForTokensAndNowhereElse() throws Exception {
    String token = issuer.token("acme", "jobs:read");
    assertThat(api.send(api.anonymous("/v1/jobs/x?access_token=" + token)).statusCode())
        .isEqualTo(401);
    assertThat(
            api.send(
                    api.anonymous("/v1/jobs/x")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("access_token=" + token)))
                .statusCode())
        .isEqualTo(401);
    HttpResponse<String> asKey = api.send(api.anonymous("/v1/jobs/x").header("X-API-Key", token));
    assertThat(asKey.statusCode()).isEqualTo(401);
    assertThat(asKey.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"sluice\"");
    assertThat(
            api.send(
                    api.anonymous("/v1/jobs/x")
                        .headers(
                            "Authorization", "Bearer " + token, "Authorization", "Bearer " + token))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void aKeyDecidesWhereBothAreShown() throws Exception {
    String token = issuer.token("acme", "jobs:read");
    String reader = api.createKey("both", List.of("jobs:read"));
    String chatter = api.createKey("both", List.of("chat"));
    assertThat(api.send(tokens.with(token, "/v1/jobs/x").header("X-API-Key", chatter)).statusCode())
        .isEqualTo(403);
    assertThat(
            api.send(tokens.with(token, "/v1/jobs/x").header("X-API-Key", "slk_no")).statusCode())
        .isEqualTo(401);
    assertThat(
            api.send(tokens.with("a.b.c", "/v1/jobs/x").header("X-API-Key", reader)).statusCode())
        .isEqualTo(404);
  }

  private String unsigned(String header, SignedJWT token) {
    return base64(header) + "." + token.getPayload().toBase64URL() + ".";
  }

  private String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
