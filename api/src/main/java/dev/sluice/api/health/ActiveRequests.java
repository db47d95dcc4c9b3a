package dev.sluice.api.health;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts the requests that have not been answered to their end. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ActiveRequests extends OncePerRequestFilter {

  private final AtomicInteger active = new AtomicInteger();

  int count() {
    return active.get();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    active.incrementAndGet();
    try {
      chain.doFilter(request, response);
    } finally {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new OnEnd());
      } else {
        active.decrementAndGet();
      }
    }
  }

  private final class OnEnd implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      active.decrementAndGet();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
