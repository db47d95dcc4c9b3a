package dev.sluice.api.http.access;

import dev.sluice.api.keys.Scope;
import jakarta.servlet.DispatcherType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Holds every request against {@link AccessRules}. What those do not name needs a known caller, who
 * gets a 404 or 405, or is denied by {@link UnnamedEndpoints}.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  /** Never asks who is calling: answers while everything else is away. */
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
        .addFilterBefore(new CallerFilter(callers), AuthorizationFilter.class)
        .addFilterBefore(new AdmissionFilter(admission), AuthorizationFilter.class)
        .authorizeHttpRequests(rules ->
            rules
                // The rest of an answer to a request that was let in.
                .dispatcherTypeMatchers(DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .access(AccessConfiguration::decide))
        .build();
  }

  /** A method that nobody knows is refused where paths and methods are told apart: with 405. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  private static AuthorizationDecision decide(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext context) {
    // Fails where nobody is known, which ends as 401.
    Authentication caller = who.get();
    return new AuthorizationDecision(
        caller != null
            && switch (AccessRules.of(context.getRequest()).map(AccessRule::need).orElse(null)) {
              case AccessRule.Held(Scope scope) -> holds(caller, scope);
              case AccessRule.Identity _, AccessRule.Nothing _ -> true;
              case null -> true;
            });
  }

  private static boolean holds(Authentication authentication, Scope scope) {
    return authentication.getPrincipal() instanceof Caller caller
        && caller.scopes().contains(scope);
  }

  private static HttpSecurity stateless(HttpSecurity http) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .headers(new ResponseHeaders())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(failures ->
            failures
                .authenticationEntryPoint((_, response, _) -> Refusals.missing(response))
                .accessDeniedHandler((request, response, _) -> Refusals.denied(request, response)));
  }
}
