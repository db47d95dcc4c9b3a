package dev.sluice.api.http.access;

import static dev.sluice.api.http.access.AccessRule.known;
import static dev.sluice.api.http.access.AccessRule.open;
import static dev.sluice.api.http.access.AccessRule.scoped;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.sluice.api.keys.Scope;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * All rules of access. An endpoint that no rule names is denied to everybody (see {@link
 * UnnamedEndpoints}). No request matches two rules.
 */
public final class AccessRules {

  private static final List<AccessRule> RULES =
      List.of(
          open(GET, "/health"),
          open(GET, "/live"),
          open(GET, "/ready"),
          open(GET, "/openapi.json"),
          open(GET, "/docs/**"),
          known(GET, "/status"),
          known(GET, "/v1/models"),
          scoped(POST, "/v1/chat", Scope.CHAT),
          scoped(POST, "/v1/chat/stream", Scope.CHAT),
          scoped(POST, "/v2/chat", Scope.CHAT),
          scoped(GET, "/v1/jobs", Scope.JOBS_READ),
          scoped(GET, "/v1/jobs/{id}", Scope.JOBS_READ),
          scoped(GET, "/v1/jobs/{id}/events", Scope.JOBS_READ),
          scoped(GET, "/v1/jobs/{id}/deliveries", Scope.JOBS_READ),
          scoped(POST, "/v1/jobs", Scope.JOBS_WRITE),
          scoped(POST, "/v1/jobs/batch", Scope.JOBS_WRITE),
          scoped(POST, "/v1/jobs/{id}/retry", Scope.JOBS_WRITE),
          scoped(DELETE, "/v1/jobs/{id}", Scope.JOBS_WRITE),
          scoped(DELETE, "/v2/jobs/{id}", Scope.JOBS_WRITE),
          scoped(GET, "/v1/webhooks", Scope.JOBS_READ),
          scoped(GET, "/v1/webhooks/{id}", Scope.JOBS_READ),
          scoped(GET, "/v1/webhooks/{id}/public-key", Scope.JOBS_READ),
          scoped(POST, "/v1/webhooks", Scope.JOBS_WRITE),
          scoped(PATCH, "/v1/webhooks/{id}", Scope.JOBS_WRITE),
          scoped(DELETE, "/v1/webhooks/{id}", Scope.JOBS_WRITE),
          scoped(POST, "/v1/webhooks/{id}/rotate-secret", Scope.JOBS_WRITE),
          scoped(POST, "/v1/webhooks/{id}/test", Scope.JOBS_WRITE),
          scoped(GET, "/v1/deliveries/{id}", Scope.JOBS_READ),
          scoped(POST, "/v1/deliveries/{id}/retry", Scope.JOBS_WRITE),
          scoped(GET, "/v1/webhooks/{id}/deliveries", Scope.JOBS_READ),
          scoped(POST, "/v1/webhooks/{id}/replay", Scope.JOBS_WRITE),
          scoped(GET, "/v1/webhooks/{id}/replays", Scope.JOBS_READ),
          scoped(GET, "/v1/webhooks/{id}/replays/{replay_id}", Scope.JOBS_READ),
          scoped(DELETE, "/v1/webhooks/{id}/replays/{replay_id}", Scope.JOBS_WRITE),
          scoped(null, "/v1/admin/**", Scope.ADMIN),
          scoped(null, "/actuator/**", Scope.ADMIN));

  private static final String FOUND = AccessRules.class.getName();

  private AccessRules() {}

  public static List<AccessRule> all() {
    return RULES;
  }

  /** The rule for this request, cached in it. */
  public static Optional<AccessRule> of(HttpServletRequest request) {
    if (request.getAttribute(FOUND) instanceof AccessRule known) {
      return Optional.of(known);
    }
    var path = ServletRequestPathUtils.parse(request).pathWithinApplication();
    Optional<AccessRule> found =
        RULES.stream().filter(rule -> rule.matches(request.getMethod(), path)).findFirst();
    found.ifPresent(rule -> request.setAttribute(FOUND, rule));
    return found;
  }

  /**
   * The rule for an endpoint, whose path may hold variables.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  public static AccessRule of(String method, String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return RULES.stream().filter(rule -> rule.matches(method, parsed)).findFirst().orElseThrow();
  }

  static boolean isOpen(HttpServletRequest request) {
    return of(request).filter(AccessRule::open).isPresent();
  }
}
