package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.api.keys.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Walks every endpoint that there is. */
class AccessRulesIT {

  private static final String OPEN = "open";
  private static final String ANY = "any caller";

  /** Mapped by a library, meant for nobody: no rule names it, so it is denied. */
  private static final String NOBODY = "nobody";

  /** The contract, once more: whoever adds an endpoint says here whom it is for. */
  private static final Map<String, String> CONTRACT =
      Map.ofEntries(
          Map.entry("GET /health", OPEN),
          Map.entry("GET /live", OPEN),
          Map.entry("GET /ready", OPEN),
          Map.entry("GET /openapi.json", OPEN),
          Map.entry("GET /openapi.json.yaml", NOBODY),
          Map.entry("GET /docs", OPEN),
          Map.entry("GET /status", ANY),
          Map.entry("GET /v1/models", ANY),
          Map.entry("POST /v1/chat", "chat"),
          Map.entry("POST /v1/chat/stream", "chat"),
          Map.entry("POST /v2/chat", "chat"),
          Map.entry("GET /v1/jobs", "jobs:read"),
          Map.entry("GET /v1/jobs/{}", "jobs:read"),
          Map.entry("GET /v1/jobs/{}/events", "jobs:read"),
          Map.entry("GET /v1/jobs/{}/deliveries", "jobs:read"),
          Map.entry("POST /v1/jobs", "jobs:write"),
          Map.entry("POST /v1/jobs/batch", "jobs:write"),
          Map.entry("POST /v1/jobs/{}/retry", "jobs:write"),
          Map.entry("DELETE /v1/jobs/{}", "jobs:write"),
          Map.entry("DELETE /v2/jobs/{}", "jobs:write"),
          Map.entry("GET /v1/webhooks", "jobs:read"),
          Map.entry("GET /v1/webhooks/{}", "jobs:read"),
          Map.entry("GET /v1/webhooks/{}/public-key", "jobs:read"),
          Map.entry("POST /v1/webhooks", "jobs:write"),
          Map.entry("PATCH /v1/webhooks/{}", "jobs:write"),
          Map.entry("DELETE /v1/webhooks/{}", "jobs:write"),
          Map.entry("POST /v1/webhooks/{}/rotate-secret", "jobs:write"),
          Map.entry("POST /v1/webhooks/{}/test", "jobs:write"),
          Map.entry("GET /v1/deliveries/{}", "jobs:read"),
          Map.entry("POST /v1/deliveries/{}/retry", "jobs:write"),
          Map.entry("GET /v1/webhooks/{}/deliveries", "jobs:read"),
          Map.entry("POST /v1/webhooks/{}/replay", "jobs:write"),
          Map.entry("GET /v1/webhooks/{}/replays", "jobs:read"),
          Map.entry("GET /v1/webhooks/{}/replays/{}", "jobs:read"),
          Map.entry("DELETE /v1/webhooks/{}/replays/{}", "jobs:write"),
          Map.entry("POST /v1/admin/keys", "admin"),
          Map.entry("GET /v1/admin/keys", "admin"),
          Map.entry("DELETE /v1/admin/keys/{}", "admin"));

  private static final List<String> SCOPES = List.of("jobs:read", "jobs:write", "chat", "admin");

  private final TestApi api = TestApi.shared();
  private final Map<List<String>, String> keys = new HashMap<>();

  AccessRulesIT() throws Exception {}

  private record Endpoint(String method, String path) {

    /** For whom the contract says it is. */
    String audience() {
      if (path.startsWith("/actuator")) {
        return "admin";
      }
      String exact = method + " " + path.replaceAll("\\{.*?}", "{}");
      String page = path.startsWith("/docs/") ? method + " /docs" : exact;
      String audience = CONTRACT.get(page);
      assertThat(audience).as("the contract does not know %s", this).isNotNull();
      return audience == null ? "" : audience;
    }

    List<String> rules() {
      return audience().equals(NOBODY) ? List.of() : List.of(audience());
    }

    String sample() {
      return path.replaceAll("\\{.*?}|\\*+", "x");
    }
  }

  @Test
  void everyEndpointIsNamedByOneRuleThatSaysWhatTheContractSays() throws Exception {
    for (Endpoint endpoint : endpoints()) {
      List<String> rules =
          AccessRules.all().stream()
              .filter(rule ->
                  rule.matches(endpoint.method(), PathContainer.parsePath(endpoint.sample())))
              .map(rule -> audience(rule))
              .toList();
      assertThat(rules).as(endpoint.toString()).isEqualTo(endpoint.rules());
    }
  }

  @Test
  void everyRuleOfTheContractIsInTheTable() {
    for (Map.Entry<String, String> entry : CONTRACT.entrySet()) {
      String[] parts = entry.getKey().split(" ", -1);
      var path = PathContainer.parsePath(parts[1].replace("{}", "x"));
      assertThat(AccessRules.all().stream().filter(rule -> rule.matches(parts[0], path)))
          .as(entry.getKey())
          .extracting(rule -> audience(rule))
          .isEqualTo(entry.getValue().equals(NOBODY) ? List.of() : List.of(entry.getValue()));
    }
  }

  @Test
  void everyEndpointNeedsExactlyItsScope() throws Exception {
    for (Endpoint endpoint : endpoints()) {
      String audience = endpoint.audience();
      if (audience.equals(OPEN)) {
        assertThat(status(endpoint, null)).as(endpoint.toString()).isNotIn(401, 403);
        continue;
      }
      assertThat(status(endpoint, null)).as(endpoint.toString()).isEqualTo(401);
      for (String scope : SCOPES) {
        boolean enough = audience.equals(ANY) || audience.equals(scope);
        assertThat(status(endpoint, List.of(scope)) != 403)
            .as("%s with %s", endpoint, scope)
            .isEqualTo(enough);
      }
      if (!audience.equals(ANY)) {
        List<String> others = SCOPES.stream().filter(scope -> !scope.equals(audience)).toList();
        assertThat(status(endpoint, others)).as("%s with %s", endpoint, others).isEqualTo(403);
      }
    }
  }

  @Test
  void anEndpointThatNoRuleNamesIsDeniedToEverybody() throws Exception {
    // Not the shared one, of which other tests ask what it maps.
    try (TestApi other = TestApi.start(Map.of())) {
      assertForgottenIsDenied(other);
    }
  }

  private static void assertForgottenIsDenied(TestApi api) throws Exception {
    RequestMappingHandlerMapping mapping =
        api.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    RequestMappingInfo forgotten =
        RequestMappingInfo.paths("/v1/forgotten")
            .methods(RequestMethod.GET)
            .options(mapping.getBuilderConfiguration())
            .build();
    Forgotten handler = new Forgotten();
    mapping.registerMapping(forgotten, handler, Forgotten.class.getMethod("answer"));
    try {
      HttpResponse<String> response = api.get("/v1/forgotten");
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(TestApi.json(response).path("error").asString()).isEqualTo("permission_denied");
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("access_denied");
      assertThat(api.send(api.request("/v1/forgotten").HEAD()).statusCode()).isEqualTo(403);
      assertThat(api.send(api.anonymous("/v1/forgotten")).statusCode()).isEqualTo(401);
      assertThat(api.post("/v1/forgotten", "{}").statusCode()).isEqualTo(405);
      assertThat(handler.calls).hasValue(0);
    } finally {
      mapping.unregisterMapping(forgotten);
    }
    assertThat(api.get("/v1/forgotten").statusCode()).isEqualTo(404);
    assertThat(api.send(api.anonymous("/v1/forgotten")).statusCode()).isEqualTo(401);
  }

  /** Public, because Spring MVC calls it. */
  public static final class Forgotten {

    private final AtomicInteger calls = new AtomicInteger();

    public void answer() {
      calls.incrementAndGet();
    }
  }

  private int status(Endpoint endpoint, @Nullable List<String> scopes) throws Exception {
    var request =
        api.anonymous(endpoint.sample()).method(endpoint.method(), BodyPublishers.noBody());
    if (scopes != null) {
      request.header("X-API-Key", key(scopes));
    }
    return api.send(request).statusCode();
  }

  private String key(List<String> scopes) throws Exception {
    String known = keys.get(scopes);
    if (known == null) {
      known = api.createKey("rules", scopes);
      keys.put(scopes, known);
    }
    return known;
  }

  private static String audience(AccessRule rule) {
    Scope scope = rule.scope();
    return rule.open() ? OPEN : scope == null ? ANY : scope.wireName();
  }

  /** What the dispatcher would find, in whatever way it is mapped. */
  private List<Endpoint> endpoints() throws Exception {
    List<Endpoint> endpoints = new ArrayList<>();
    for (HandlerMapping mapping : mappings()) {
      switch (mapping) {
        case RequestMappingInfoHandlerMapping methods ->
            methods.getHandlerMethods().keySet().forEach(info -> endpoints.addAll(of(info)));
        case AbstractUrlHandlerMapping urls ->
            urls.getHandlerMap().keySet().forEach(url -> endpoints.add(new Endpoint("GET", url)));
        case RouterFunctionMapping routes -> assertThat(routes.getRouterFunction()).isNull();
        default -> assertThat(mapping.getClass().getSimpleName()).startsWith("WelcomePage");
      }
    }
    assertThat(endpoints).hasSizeGreaterThan(10);
    return endpoints;
  }

  /** The dispatcher looks for them when the first request comes. */
  private List<HandlerMapping> mappings() throws Exception {
    api.get("/v1/nothing");
    List<HandlerMapping> mappings = api.bean(DispatcherServlet.class).getHandlerMappings();
    return mappings == null ? List.of() : mappings;
  }

  private static List<Endpoint> of(RequestMappingInfo mapping) {
    Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
    assertThat(methods).as("%s takes every method", mapping).isNotEmpty();
    Stream<Endpoint> endpoints =
        new TreeSet<>(mapping.getPatternValues())
            .stream()
                .flatMap(path -> methods.stream().map(method -> new Endpoint(method.name(), path)));
    return endpoints.toList();
  }
}
