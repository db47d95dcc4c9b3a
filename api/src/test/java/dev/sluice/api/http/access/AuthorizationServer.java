package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sluice.wire.Json;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

/**
 * A Spring Authorization Server on a port of its own, which issues tokens for the client
 * credentials of {@code acme} and {@code globex}.
 */
final class AuthorizationServer implements AutoCloseable {

  static final String AUDIENCE = "https://sluice.test";

  private static final String SECRET_OF = "secret-of-";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private volatile RSAKey key = newKey();
  private volatile Consumer<JwtEncodingContext> claims = _ -> {};
  private @Nullable ConfigurableApplicationContext context;
  private int port;

  private AuthorizationServer(int port) {
    this.port = port;
  }

  static AuthorizationServer start() {
    AuthorizationServer server = stopped(0);
    server.restart();
    return server;
  }

  /** One that does not run yet, but has its port. */
  static AuthorizationServer stopped(int port) {
    return new AuthorizationServer(port);
  }

  /** On the same port, with the same key. */
  void restart() {
    ApplicationContextInitializer<GenericApplicationContext> parts =
        spring -> {
          spring.registerBean(RegisteredClientRepository.class, AuthorizationServer::clients);
          spring.registerBean(Signing.class, () -> new Signing(() -> key, c -> claims.accept(c)));
          spring.registerBean(FilterRegistrationBean.class, this::counter);
        };
    context =
        new SpringApplicationBuilder(AuthorizationServerBeans.class)
            .initializers(parts)
            .bannerMode(Banner.Mode.OFF)
            .web(WebApplicationType.SERVLET)
            .properties("spring.config.name=none", "server.address=127.0.0.1")
            .run("--server.port=" + port);
    port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  String issuer() {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** The key that tokens are signed with, private part included. */
  RSAKey key() {
    return key;
  }

  /** Another key takes its place, at once and wholly. */
  void rotate() {
    key = newKey();
  }

  int keyFetches() {
    return keyFetches.get();
  }

  /** A token as it is issued; its audience is {@link #AUDIENCE}. */
  String token(String client, String... scopes) throws Exception {
    return token(client, _ -> {}, scopes);
  }

  /** A token as it would be issued if these were its claims and header. */
  synchronized String token(String client, Consumer<JwtEncodingContext> wanted, String... scopes)
      throws Exception {
    claims = wanted;
    String form =
        "grant_type=client_credentials&scope="
            + URLEncoder.encode(String.join(" ", scopes), StandardCharsets.UTF_8);
    String basic = client + ":" + SECRET_OF + client;
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(issuer() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body()).path("access_token").asString();
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }

  /** What signs, and what it signs. */
  record Signing(Supplier<RSAKey> key, Consumer<JwtEncodingContext> claims) {

    JWKSet keys() {
      return new JWKSet(key.get());
    }
  }

  private FilterRegistrationBean<Filter> counter() {
    FilterRegistrationBean<Filter> counter = new FilterRegistrationBean<>(this::count);
    counter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return counter;
  }

  private void count(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http && http.getRequestURI().endsWith("/jwks")) {
      keyFetches.incrementAndGet();
    }
    chain.doFilter(request, response);
  }

  private static RegisteredClientRepository clients() {
    return new InMemoryRegisteredClientRepository(
        Arrays.stream(new String[] {"acme", "globex"}).map(AuthorizationServer::client).toList());
  }

  private static RegisteredClient client(String id) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientSecret(SECRET_OF + id)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(
            scopes -> scopes.addAll(List.of("jobs:read", "jobs:write", "chat", "admin", "profile")))
        .build();
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the api needs to trust it. */
  Map<String, String> apiSettings() {
    String jwt = "spring.security.oauth2.resourceserver.jwt.";
    return Map.of(jwt + "issuer-uri", issuer(), jwt + "audiences", AUDIENCE);
  }
}
