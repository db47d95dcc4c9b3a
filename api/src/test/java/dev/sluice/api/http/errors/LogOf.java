package dev.sluice.api.http.errors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** What is logged from now on, by whomever, until it is closed. */
final class LogOf implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger advice = (Logger) LoggerFactory.getLogger(ErrorAdvice.class);
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender;

  private LogOf(Predicate<ILoggingEvent> wanted) {
    appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (wanted.test(event)) {
              events.add(event);
            }
          }
        };
    appender.start();
    root.addAppender(appender);
    advice.setLevel(Level.DEBUG);
  }

  /** Of the requests with this id. */
  static LogOf request(String id) {
    return new LogOf(event -> id.equals(event.getMDCPropertyMap().get("request_id")));
  }

  /** Of what this thread does. */
  static LogOf thisThread() {
    String name = Thread.currentThread().getName();
    return new LogOf(event -> event.getThreadName().equals(name));
  }

  List<ILoggingEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    advice.setLevel(null);
    appender.stop();
  }
}
