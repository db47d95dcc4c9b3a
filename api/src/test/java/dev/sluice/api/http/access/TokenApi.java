package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.api.TestApi;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;

/** An api and the issuer whose tokens it accepts. */
final class TokenApi implements AutoCloseable {

  private static final FutureTask<TokenApi> SHARED = new FutureTask<>(TokenApi::start);

  private final AuthorizationServer issuer;
  private final TestApi api;

  private TokenApi(AuthorizationServer issuer, TestApi api) {
    this.issuer = issuer;
    this.api = api;
  }

  /** The one for tests that neither stop the issuer nor change its keys. */
  static TokenApi shared() throws Exception {
    SHARED.run();
    return SHARED.get();
  }

  static TokenApi start() {
    AuthorizationServer issuer = AuthorizationServer.start();
    Map<String, String> settings = new HashMap<>(issuer.apiSettings());
    settings.put("sluice.security.oauth2.keys-recheck-after", "10s");
    settings.put("sluice.security.oauth2.min-fetch-interval", "1s");
    return new TokenApi(issuer, TestApi.start(settings));
  }

  AuthorizationServer issuer() {
    return issuer;
  }

  TestApi api() {
    return api;
  }

  void assertRefused(String token) throws Exception {
    HttpResponse<String> response = api.send(with(token, "/v1/jobs/x"));
    assertThat(response.statusCode()).as(token).isEqualTo(401);
    assertThat(TestApi.json(response).path("error").asString()).isEqualTo("authentication_error");
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("invalid_credentials");
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"sluice\", error=\"invalid_token\"");
  }

  /** 404 where the token is good for reading jobs. */
  int status(String token) throws Exception {
    return api.send(with(token, "/v1/jobs/x")).statusCode();
  }

  HttpRequest.Builder with(String token, String path) {
    return api.anonymous(path).header("Authorization", "Bearer " + token);
  }

  static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
      throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  @Override
  public void close() {
    api.close();
    issuer.close();
  }
}
