package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.response;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.egress.NameService;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are made to cost as much as they can, over real sockets. */
@Isolated("It measures the heap.")
class HostileTest {

  private static final Duration DEADLINE = Duration.ofSeconds(4);
  private static final int MEGABYTE = 1024 * 1024;

  private static final Certificates KNOWN = Certificates.of("ip:127.0.0.1");

  private final Sender sender =
      new Sender(
          Sends.settings(true, DEADLINE), Clock.systemUTC(), NameService.ofSystem(), KNOWN.trust());

  @AfterEach
  void close() {
    sender.close();
  }

  private static void forEver(OutputStream out, String what) throws IOException {
    byte[] bytes = ascii(what.repeat(100));
    while (true) {
      out.write(bytes);
    }
  }

  @Test
  void interimResponsesWithoutEndAreTooLarge() throws Exception {
    for (String interim : List.of("100 Continue", "102 Processing", "103 Early Hints")) {
      try (RawServer server =
          new RawServer(out -> forEver(out, "HTTP/1.1 " + interim + "\r\n\r\n"))) {
        assertThat(failure(send(sender, server.url().toString())))
            .isEqualTo(FailureClass.TOO_LARGE);
      }
    }
  }

  @Test
  void aFewInterimResponsesAreNot() throws Exception {
    try (RawServer server =
        new RawServer(out ->
            out.write(
                ascii(
                    "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3)
                        + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))) {
      delivered(send(sender, server.url().toString()));
    }
  }

  @Test
  void anotherProtocolIsNotSwitchedTo() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> out.write(ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")))) {
      assertThat(failure(send(sender, server.url().toString()))).isEqualTo(FailureClass.INVALID);
    }
  }

  @Test
  void trailersWithoutEndDoNotUndoTheStatus() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"));
          forEver(out, "X-Trailer: 0123456789\r\n");
        })) {
      Response answer = response(send(sender, server.url().toString()));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.truncated()).isTrue();
    }
  }

  @Test
  void aChunkExtensionWithoutEndDoesNotEither() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;"));
          forEver(out, "extension=0123456789;");
        })) {
      assertThat(response(send(sender, server.url().toString())).truncated()).isTrue();
    }
  }

  // 8 KiB for each byte of the body, of which 64 KiB would be read.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longExtensionsOfShortChunksAreNotReadOn(boolean secure) throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] chunk = ascii("1;" + "x".repeat(7 * 1024) + "\r\nx\r\n");
    try (RawServer server =
        server(
            secure,
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
              while (true) {
                out.write(chunk);
                sent.addAndGet(chunk.length);
              }
            })) {
      Response answer = response(send(sender, server.url().toString()));
      assertThat(answer.truncated()).isTrue();
      // What 384 KiB have room for.
      assertThat(answer.body()).hasSizeLessThan(60);
      await().until(() -> sender.open() == 0);
      // What the system's buffers hold, and the 384 KiB that are read.
      assertThat(sent.get()).isLessThan(32L * MEGABYTE);
    }
  }

  private static RawServer server(boolean secure, RawServer.Behaviour behaviour)
      throws IOException {
    return secure ? RawServer.secure(KNOWN, behaviour) : new RawServer(behaviour);
  }

  @ParameterizedTest
  // Lines, and what each has beside "X: " and the end of the line.
  @CsvSource({"1, 9000", "1, 65000", "7, 9000", "300, 200", "999, 50"})
  void aHeadWithinItsBoundIsNotTooLarge(int lines, int length) throws Exception {
    for (boolean secure : new boolean[] {false, true}) {
      try (RawServer server = server(secure, out -> out.write(head(lines, length)))) {
        delivered(send(sender, server.url().toString()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 65536", "8, 9000", "300, 300", "1001, 10"})
  void aHeadBeyondItIs(int lines, int length) throws Exception {
    for (boolean secure : new boolean[] {false, true}) {
      try (RawServer server = server(secure, out -> out.write(head(lines, length)))) {
        assertThat(failure(send(sender, server.url().toString())))
            .isEqualTo(FailureClass.TOO_LARGE);
      }
    }
  }

  private static byte[] head(int lines, int length) {
    return ascii(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
            + ("X: " + "x".repeat(length) + "\r\n").repeat(lines)
            + "\r\n");
  }

  @Test
  void ofChunksOfOneByteTheBeginningIsKept() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
          forEver(out, "1\r\nx\r\n");
        })) {
      Response answer = response(send(sender, server.url().toString()));
      assertThat(answer.body()).hasSize(Response.MAX_KEPT_BYTES);
      assertThat(answer.truncated()).isTrue();
    }
  }

  @Test
  void whatIsCompressedIsKeptAsItCame() throws Exception {
    byte[] bomb = bomb();
    try (RawServer server =
        new RawServer(out -> {
          out.write(
              ascii(
                  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                      .formatted(bomb.length)));
          out.write(bomb);
        })) {
      Response answer = response(send(sender, server.url().toString()));
      assertThat(answer.body()).hasSize(Response.MAX_KEPT_BYTES).startsWith(0x1f, 0x8b);
    }
  }

  /** 64 MB of nothing. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[MEGABYTE];
      for (int i = 0; i < 64; i++) {
        gzip.write(zeros);
      }
    }
    return bytes.toByteArray();
  }

  // Each of the 200 holds at most what is kept and read of it, far below a megabyte.
  @Test
  void twoHundredOfThemAtOnceTakeLittleMemory() throws Exception {
    byte[] chunk = new byte[64 * 1024];
    try (RawServer flood =
            new RawServer(out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"));
              for (int i = 0; i < 1_000_000_000 / chunk.length; i++) {
                out.write(chunk);
              }
            });
        RawServer heads =
            new RawServer(out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\n"));
              forEver(out, "X-Filler: 0123456789\r\n");
            });
        RawServer drip =
            new RawServer(out -> {
              out.write(ascii("HTTP/1.1 500 No\r\nContent-Length: 16000\r\n\r\n"));
              out.write(new byte[15_999]);
              out.flush();
              Thread.sleep(10_000);
            });
        RawServer trailers =
            new RawServer(out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"));
              forEver(out, "X-Trailer: 0123456789\r\n");
            })) {
      List<RawServer> servers = List.of(flood, heads, drip, trailers);
      servers.forEach(server -> send(sender, server.url().toString()));
      long before = heap();
      List<FutureTask<Optional<AttemptOutcome>>> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sent.add(Sends.start(sender, servers.get(i % servers.size()).url().toString()));
      }
      await().until(() -> servers.stream().mapToInt(RawServer::connections).sum() >= 200);
      long during = heap();
      List<Optional<AttemptOutcome>> outcomes = sent.stream().map(Sends::await).toList();
      assertThat(during - before).isLessThan(48L * MEGABYTE);
      assertThat(outcomes).noneMatch(Optional::isEmpty);
      outcomes.stream()
          .flatMap(Optional::stream)
          .map(AttemptOutcome::response)
          .filter(Objects::nonNull)
          .forEach(answer ->
              assertThat(answer.body().length).isLessThanOrEqualTo(Response.MAX_KEPT_BYTES));
      await().until(() -> sender.open() == 0);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
