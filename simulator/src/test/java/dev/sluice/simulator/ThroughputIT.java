package dev.sluice.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ThroughputIT {

  private static final Logger log = LoggerFactory.getLogger(ThroughputIT.class);
  private static final int CLIENTS = 32;
  private static final int CALLS_EACH = 1_000;
  private static final int WARM_UP = 300;
  private static final int FEW_CALLS = 50;

  @Test
  void everyCallOfManyClientsIsAnsweredAndLogged() throws Exception {
    try (RunningSimulator simulator = start()) {
      run(simulator.port(), FEW_CALLS);
      assertThat(simulator.get("/_calls/count?outcome=completed").body())
          .isEqualTo("{\"count\":%d}".formatted(CLIENTS * FEW_CALLS));
    }
  }

  @Test
  @Tag("soak")
  void servesFarMoreThanFiveHundredCallsASecond() throws Exception {
    try (RunningSimulator simulator = start()) {
      run(simulator.port(), WARM_UP);
      double rate = run(simulator.port(), CALLS_EACH);
      log.info("{} calls a second with clients in the same process", Math.round(rate));
      assertThat(rate).isGreaterThan(500);
    }
  }

  private static RunningSimulator start() {
    return new RunningSimulator(
        "--sluice.simulator.latency.median=0ms", "--sluice.simulator.tokens-per-second=0");
  }

  /** Returns the calls per second. */
  private static double run(int port, int callsEach)
      throws InterruptedException, ExecutionException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<?>> runs = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "client " + client;
        runs.add(
            clients.submit(() -> {
              call(port, name, callsEach);
              return null;
            }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      return CLIENTS * callsEach * 1e9 / (System.nanoTime() - start);
    }
  }

  private static void call(int port, String name, int times) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      InputStream input = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(request(name + " call " + i));
        int length = 0;
        for (String line = line(input); !line.isEmpty(); line = line(input)) {
          if (line.startsWith("content-length: ")) {
            length = Integer.parseInt(line.substring(16));
          }
        }
        assertThat(input.readNBytes(length)).hasSize(length).isNotEmpty();
      }
    }
  }

  private static String line(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new IOException("The simulator closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static byte[] request(String message) {
    String body =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(message);
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer any\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body)
        .getBytes(UTF_8);
  }
}
