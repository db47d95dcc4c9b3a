package dev.sluice.api.http.sse;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.http.connector.ConnectorConfiguration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** A server with the watch and one handler, which a test gives it. */
final class SseServer implements AutoCloseable {

  interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
  }

  final ClientWatch clients;
  final EventStreams streams;
  private final AtomicReference<Handler> handler = new AtomicReference<>((_, _) -> {});
  private final WebServer server;

  SseServer(Duration keepAlive) {
    SseProperties properties = new SseProperties(keepAlive, Duration.ofMillis(200));
    clients = new ClientWatch(properties);
    streams = new EventStreams(clients, properties);
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
    new ConnectorConfiguration().connector().customize(factory);
    factory.addConnectorCustomizers(
        connector -> connector.setProperty("connectionTimeout", "3000"));
    server =
        factory.getWebServer(context -> context.addServlet("all", new Servlet()).addMapping("/"));
    server.start();
  }

  void handler(Handler next) {
    handler.set(next);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.stop();
    clients.close();
  }

  private final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getInputStream().readAllBytes();
      try {
        requireNonNull(handler.get()).handle(request, response);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
