package dev.sluice.api.http.access;

import dev.sluice.api.http.errors.ErrorCode;
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
 * Denies every endpoint that {@link AccessRules} does not name, so that a forgotten rule closes an
 * endpoint. It runs after the handler is found: unknown paths and methods still get their 404 and
 * 405. A known caller may ask for {@code OPTIONS}; preflight requests are denied, as no other site
 * may call this API.
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
    boolean options = HttpMethod.OPTIONS.matches(request.getMethod());
    if (!CorsUtils.isPreFlightRequest(request)
        && (options || AccessRules.of(request).isPresent())) {
      return true;
    }
    ErrorWriter.write(response, ErrorCode.ACCESS_DENIED.error());
    return false;
  }
}
