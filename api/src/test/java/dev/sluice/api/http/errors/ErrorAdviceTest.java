package dev.sluice.api.http.errors;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

class ErrorAdviceTest {

  /** The latter is a connection of ours that breaks, not the caller's. */
  static Stream<Exception> bugs() {
    return Stream.of(
        new IllegalStateException("a bug"),
        new IOException("Broken pipe"),
        new UncheckedIOException(new IOException("Connection reset by peer")));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void whatNobodyExpectsIsLoggedWithItsStackTrace(Exception bug) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    try (LogOf log = LogOf.thisThread()) {
      new ErrorAdvice().handle(bug, response);
      assertThat(log.events()).hasSize(1);
      ILoggingEvent event = log.events().getFirst();
      assertThat(event.getLevel()).isEqualTo(Level.ERROR);
      assertThat(event.getThrowableProxy().getClassName()).isEqualTo(bug.getClass().getName());
      assertThat(event.getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
    }
    assertThat(response.getStatus()).isEqualTo(500);
  }

  @Test
  void callerWhoWasGoneIsNoBugHoweverItIsTold() throws Exception {
    Exception gone = new AsyncRequestNotUsableException("gone", new IOException("Broken pipe"));
    MockHttpServletResponse response = new MockHttpServletResponse();
    try (LogOf log = LogOf.thisThread()) {
      new ErrorAdvice().handle(gone, response);
      new ErrorAdvice().handle(new HttpMessageNotWritableException("no", gone), response);
      assertThat(log.events()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
    }
    assertThat(response.getContentAsByteArray()).isEmpty();
  }
}
