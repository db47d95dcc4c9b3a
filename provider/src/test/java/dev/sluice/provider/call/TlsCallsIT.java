package dev.sluice.provider.call;

import static dev.sluice.provider.Chats.call;
import static dev.sluice.provider.Chats.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over TLS, as every real provider is called. */
class TlsCallsIT {

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;
  private static SSLContext context;

  @BeforeAll
  static void makeAndTrustACertificate() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "peer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
  }

  @AfterAll
  static void forgetTheCertificate() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
  }

  @Test
  void interruptClosesTheConnectionWithinASecond() throws Exception {
    try (Peer peer = Peer.over(tlsSocket(), Script.silence())) {
      Provider provider = GuardedProviders.openAi(https(peer));
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Thread caller =
          Thread.ofVirtual().start(() -> outcome.complete(provider.complete(call(hello("m")))));
      await().until(() -> peer.requests().size() == 1);

      caller.interrupt();

      await().atMost(Duration.ofSeconds(1)).until(() -> peer.openConnections() == 0);
      assertThat(outcome.get()).isEqualTo(new Outcome.Aborted());
    }
  }

  @Test
  void deadlineEndsAHandshakeThatIsNeverAnswered() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/v1");

      assertThat(GuardedProviders.openAi(url).complete(call(hello("m"), Duration.ofMillis(300))))
          .isEqualTo(new Outcome.DeadlinePassed());
    }
  }

  private static ServerSocket tlsSocket() throws Exception {
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static URI https(Peer peer) {
    return URI.create(peer.url("/v1").toString().replace("http:", "https:"));
  }
}
