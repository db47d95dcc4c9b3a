package dev.sluice.api.http.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody past whose credentials do not identify them. A request without credentials goes on,
 * to be refused by the rules where they need a caller. No bean, so that it runs in the security
 * chain only.
 */
final class CallerFilter extends OncePerRequestFilter {

  private final Callers callers;

  CallerFilter(Callers callers) {
    this.callers = callers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    switch (callers.identify(request)) {
      case Identification.Known(Caller caller) -> {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
      }
      case Identification.Missing _ -> chain.doFilter(request, response);
      case Identification.Refused _ -> Refusals.invalid(request, response);
      case Identification.Unavailable _ -> Refusals.unavailable(response);
    }
  }
}
