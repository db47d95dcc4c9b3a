package dev.sluice.api.http.access;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Identifies the caller, applies the {@link Admission} and refuses credentials that are not valid.
 * A request without credentials passes; the rules refuse it where they need a caller. It is no
 * bean, so that it runs in the security chain only.
 */
final class CallerFilter extends OncePerRequestFilter {

  private final Callers callers;
  private final Admission admission;

  CallerFilter(Callers callers, Admission admission) {
    this.callers = callers;
    this.admission = admission;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller;
    try {
      caller = callers.identify(request);
    } catch (ApiException e) {
      if (e.error().status() == HttpServletResponse.SC_UNAUTHORIZED) {
        challenge(request, response, "error=\"invalid_token\"");
      }
      ErrorWriter.write(response, e.error());
      return;
    }
    if (caller == null) {
      chain.doFilter(request, response);
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        new PreAuthenticatedAuthenticationToken(
            caller,
            "",
            caller.scopes().stream()
                .map(scope -> new SimpleGrantedAuthority(scope.wireName()))
                .toList()));
    SecurityContextHolder.setContext(context);
    admission.admit(caller, request, response, chain);
  }

  /**
   * Says why a bearer token was refused (<a
   * href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>), without
   * details of the token.
   */
  static void challenge(HttpServletRequest request, HttpServletResponse response, String error) {
    if (Callers.isBearer(request)) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, ErrorWriter.CHALLENGE + ", " + error);
    }
  }
}
