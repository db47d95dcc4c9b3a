package dev.sluice.api.http.access;

import dev.sluice.api.keys.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The access that some requests need.
 *
 * @param method {@code GET} includes {@code HEAD}; absent for every method
 * @param path matched as Spring MVC matches it
 * @param open whether callers are not identified at all, so that this works while everything else
 *     is unavailable
 * @param scope the caller needs it; absent where any known caller will do
 */
public record AccessRule(
    @Nullable HttpMethod method, PathPattern path, boolean open, @Nullable Scope scope) {

  static AccessRule open(HttpMethod method, String path) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), true, null);
  }

  static AccessRule known(HttpMethod method, String path) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), false, null);
  }

  static AccessRule scoped(@Nullable HttpMethod method, String path, Scope scope) {
    return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), false, scope);
  }

  boolean matches(String requestMethod, PathContainer requestPath) {
    return (method == null
            || method.name().equals(requestMethod)
            || (method.equals(HttpMethod.GET) && HttpMethod.HEAD.name().equals(requestMethod)))
        && path.matches(requestPath);
  }
}
