package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuerDocumentsTest {

  private final IssuerDocuments documents = new IssuerDocuments();
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final HttpServer server;
  private final URI base;

  IssuerDocumentsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @BeforeEach
  void start() {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.createContext("/drip", this::drip);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/keys");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  @Test
  void metadataAreFoundWhereEitherStandardPutsThem() throws Exception {
    for (String issuer : new String[] {base.toString(), base + "/", base + "/realm/a"}) {
      String path = URI.create(issuer).getPath();
      String name = path.equals("/") ? "" : path;
      pages.clear();
      pages.put(name + "/.well-known/openid-configuration", metadata(issuer));
      assertThat(documents.keySetOf(URI.create(issuer))).isEqualTo(base.resolve("/keys"));
      pages.clear();
      pages.put("/.well-known/oauth-authorization-server" + name, metadata(issuer));
      assertThat(documents.keySetOf(URI.create(issuer))).isEqualTo(base.resolve("/keys"));
    }
  }

  @Test
  void metadataOfAnotherIssuerOrOfNoFormAreNotBelieved() {
    for (String text :
        new String[] {metadata("https://evil.test"), "{}", "", "[]", "<html>", "{\"issuer\":5}"}) {
      pages.put("/.well-known/openid-configuration", text);
      assertThatThrownBy(() -> documents.keySetOf(base)).isInstanceOf(IOException.class);
    }
    pages.clear();
    assertThatThrownBy(() -> documents.keySetOf(base)).isInstanceOf(IOException.class);
  }

  @Test
  void aDocumentHasToBeThereAndSmallAndIsNotLookedForElsewhere() throws Exception {
    pages.put("/keys", "text");
    assertThat(documents.text(base.resolve("/keys"))).isEqualTo("text");
    pages.put("/keys", "x".repeat(256 * 1024));
    assertThat(documents.text(base.resolve("/keys"))).hasSize(256 * 1024);
    pages.put("/keys", "x".repeat(256 * 1024 + 1));
    assertThatThrownBy(() -> documents.text(base.resolve("/keys"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> documents.text(base.resolve("/none"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> documents.text(base.resolve("/moved")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDocumentThatDripsIsGivenUp() {
    assertThatThrownBy(() -> documents.text(base.resolve("/drip"))).isInstanceOf(IOException.class);
  }

  private String metadata(String issuer) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + base.resolve("/keys") + "\"}";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String page = pages.get(exchange.getRequestURI().getPath());
      byte[] body = page == null ? new byte[0] : page.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void drip(HttpExchange exchange) throws IOException {
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(200, 0);
      while (!done.await(100, TimeUnit.MILLISECONDS)) {
        body.write('x');
        body.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
