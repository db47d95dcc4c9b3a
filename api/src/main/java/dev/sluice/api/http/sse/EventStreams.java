package dev.sluice.api.http.sse;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/** Opens the {@link EventStream}s of this server. Safe for all threads. */
@Component
public final class EventStreams {

  private final ClientWatch clients;
  private final SseProperties properties;

  EventStreams(ClientWatch clients, SseProperties properties) {
    this.clients = clients;
    this.properties = properties;
  }

  /**
   * A stream as the answer to this request, whose body was read to its end. The handler that opens
   * it closes it before it returns.
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
