package dev.sluice.api.http.access;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.ErrorWriter;
import dev.sluice.api.keys.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Checks every request against {@link AccessRules}. A request that they do not name needs a known
 * caller, who gets a 404 or 405, or is denied by {@link UnnamedEndpoints}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OAuth2ResourceServerProperties.class)
class AccessConfiguration {

  /** Does not identify the caller, so it works while everything else is unavailable. */
  @Bean
  @Order(1)
  SecurityFilterChain openAccess(HttpSecurity http) {
    return stateless(http.securityMatcher(AccessRules::isOpen))
        .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain access(HttpSecurity http, Callers callers, Admission admission) {
    return stateless(http)
        .addFilterBefore(new CallerFilter(callers, admission), AuthorizationFilter.class)
        .authorizeHttpRequests(rules ->
            rules
                // The rest of a response to a request that was authorized.
                .dispatcherTypeMatchers(DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .access(AccessConfiguration::decide))
        .build();
  }

  /** The observation of the request suffices; one of each filter costs more than the filters. */
  @Bean
  SecurityObservationSettings filterObservations() {
    return SecurityObservationSettings.noObservations();
  }

  /** Unknown methods get a 405 from the dispatcher instead of a 400 from the firewall. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  private static AuthorizationDecision decide(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext context) {
    // Throws where the caller is unknown, which ends as 401.
    Authentication authentication = who.get();
    Scope needed = scope(context.getRequest());
    return new AuthorizationDecision(
        authentication != null
            && authentication.getPrincipal() instanceof Caller caller
            && (needed == null || caller.scopes().contains(needed)));
  }

  /** The scope that the rule for this request needs. */
  private static @Nullable Scope scope(HttpServletRequest request) {
    return AccessRules.of(request).map(AccessRule::scope).orElse(null);
  }

  /** Refuses a known caller without the scope that is needed. */
  private static void deny(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String needed = requireNonNull(scope(request)).wireName();
    CallerFilter.challenge(
        request, response, "error=\"insufficient_scope\", scope=\"" + needed + "\"");
    ErrorWriter.write(response, ErrorCode.INSUFFICIENT_SCOPE.error(needed));
  }

  private static HttpSecurity stateless(HttpSecurity http) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .headers(new ResponseHeaders())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(failures ->
            failures
                .authenticationEntryPoint((_, response, _) ->
                    ErrorWriter.write(response, ErrorCode.MISSING_CREDENTIALS.error()))
                .accessDeniedHandler((request, response, _) -> deny(request, response)));
  }
}
