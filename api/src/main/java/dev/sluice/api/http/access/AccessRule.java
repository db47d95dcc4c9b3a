package dev.sluice.api.http.access;

import dev.sluice.api.keys.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Whom some requests are for.
 *
 * @param method what it holds for; {@code GET} holds for {@code HEAD} too; absent for every method
 * @param path matched as Spring MVC matches it
 */
public record AccessRule(@Nullable HttpMethod method, PathPattern path, Need need) {

  /** What a caller must be or have. */
  public sealed interface Need {}

  /** Nothing: nobody even looks who is calling, so this answers whatever else is away. */
  public record Nothing() implements Need {}

  /** To be known; any scopes will do. */
  public record Identity() implements Need {}

  /** To be known, and to hold this scope. */
  public record Held(Scope scope) implements Need {}

  static AccessRule open(HttpMethod method, String path) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), new Nothing());
  }

  static AccessRule known(HttpMethod method, String path) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), new Identity());
  }

  static AccessRule held(@Nullable HttpMethod method, String path, Scope scope) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), new Held(scope));
  }

  boolean holdsFor(String requestMethod, PathContainer requestPath) {
    return (method == null
            || method.name().equals(requestMethod)
            || (method.equals(HttpMethod.GET) && HttpMethod.HEAD.name().equals(requestMethod)))
        && path.matches(requestPath);
  }
}
