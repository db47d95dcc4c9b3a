package dev.sluice.api.http.access;

import dev.sluice.api.http.errors.ErrorWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Denies every endpoint that {@link AccessRules} does not name, so that forgetting the rule shuts
 * an endpoint instead of opening it. Stands where an endpoint has been found: paths and methods
 * that lead to none still get their 404 and 405. {@code OPTIONS} tells a known caller what a path
 * takes; a browser's preflight request is denied, since no other site's script is to call us.
 */
@Component
final class UnnamedEndpoints implements HandlerInterceptor, WebMvcConfigurer {

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    boolean question = HttpMethod.OPTIONS.matches(request.getMethod());
    if (!CorsUtils.isPreFlightRequest(request)
        && (question || AccessRules.of(request).isPresent())) {
      return true;
    }
    ErrorWriter.write(response, Refusals.DENIED);
    return false;
  }
}
