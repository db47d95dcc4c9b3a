package dev.sluice.api.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ErrorWriter;
import dev.sluice.api.keys.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** Who may do what. What no rule names needs a caller, and gets 404 or 405. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  private static final String[] HEALTH = {"/health", "/live", "/ready"};
  private static final ApiError MISSING = Identification.refusal(new Identification.Missing());
  private static final ApiError DENIED =
      ApiError.of(403, "insufficient_scope", "The credentials lack the scope that this needs.");

  /** Never asks who is calling: answers while everything else is away. */
  @Bean
  @Order(1)
  SecurityFilterChain healthAccess(HttpSecurity http) {
    return stateless(http.securityMatcher(HEALTH))
        .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain access(HttpSecurity http, Callers callers) {
    String jobs = "/v1/jobs/**";
    return stateless(http)
        .addFilterBefore(new CallerFilter(callers), AuthorizationFilter.class)
        .authorizeHttpRequests(rules ->
            rules
                .requestMatchers(GET, jobs)
                .hasAuthority(Scope.JOBS_READ.wireName())
                .requestMatchers(HEAD, jobs)
                .hasAuthority(Scope.JOBS_READ.wireName())
                .requestMatchers(POST, jobs)
                .hasAuthority(Scope.JOBS_WRITE.wireName())
                .requestMatchers(DELETE, jobs)
                .hasAuthority(Scope.JOBS_WRITE.wireName())
                .requestMatchers("/v1/admin/**", "/actuator/**")
                .hasAuthority(Scope.ADMIN.wireName())
                .anyRequest()
                .authenticated())
        .build();
  }

  private static HttpSecurity stateless(HttpSecurity http) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(failures ->
            failures
                .authenticationEntryPoint((_, response, _) -> ErrorWriter.write(response, MISSING))
                .accessDeniedHandler((_, response, _) -> ErrorWriter.write(response, DENIED)));
  }
}
