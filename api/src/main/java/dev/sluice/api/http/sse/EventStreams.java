package dev.sluice.api.http.sse;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/** Opens {@link EventStream}s. Thread-safe. */
@Component
public final class EventStreams {

  private final ClientWatch clients;
  private final SseProperties properties;

  EventStreams(ClientWatch clients, SseProperties properties) {
    this.clients = clients;
    this.properties = properties;
  }

  /**
   * Opens a stream as the response to a request, whose body must have been read. The handler must
   * close it before it returns.
   *
   * @param onGone runs at most once, on any thread, when the client has gone; must not block
   */
  public EventStream open(
      HttpServletRequest request, HttpServletResponse response, Runnable onGone) {
    EventStream stream = new EventStream(response, properties.keepAlive(), onGone);
    stream.start(clients.whileConnected(request, stream::clientGone));
    return stream;
  }
}
