package dev.sluice.api.http.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.CacheControlConfig;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.XXssConfig;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Security headers of every response: no sniffing, no framing, no caching and no loading of other
 * resources unless the endpoint says otherwise, and HSTS.
 */
final class ResponseHeaders implements Customizer<HeadersConfigurer<HttpSecurity>> {

  private static final String CONTENT_POLICY = "Content-Security-Policy";
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  @Override
  public void customize(HeadersConfigurer<HttpSecurity> headers) {
    headers
        .frameOptions(FrameOptionsConfig::deny)
        .xssProtection(XXssConfig::disable)
        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
        .cacheControl(CacheControlConfig::disable)
        .addHeaderWriter(ResponseHeaders::unlessSet);
  }

  /** Runs when the response is committed, so after the endpoint. */
  private static void unlessSet(HttpServletRequest request, HttpServletResponse response) {
    if (!response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    if (!response.containsHeader(CONTENT_POLICY)) {
      response.setHeader(CONTENT_POLICY, NOTHING);
    }
  }
}
