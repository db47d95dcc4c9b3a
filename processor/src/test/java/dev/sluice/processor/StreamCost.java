package dev.sluice.processor;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.simulator.SimulatorApplication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures what streaming costs a processor that does nothing else: jobs per second and processor
 * time per job with {@code sluice.run.stream} on and off, in turns, against a simulator in a
 * process of its own that answers at once. Broker and database run beside it; the difference
 * between the two is what counts. Not a test; run its main with the tests' class path.
 */
final class StreamCost {

  private static final int JOBS = 3000;
  private static final int ROUNDS = 6;

  private StreamCost() {}

  public static void main(String[] args) throws Exception {
    int port = freePort();
    Process simulator = simulator(port);
    try (Rig rig = new Rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        for (boolean stream : new boolean[] {true, false}) {
          System.out.println(measure(rig, port, stream) + (round == 0 ? " (warm-up)" : ""));
        }
      }
    } finally {
      simulator.destroy();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process simulator(int port) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            SimulatorApplication.class.getName(),
            "--server.port=" + port,
            "--sluice.simulator.latency.median=0ms",
            "--sluice.simulator.latency.sigma=0",
            "--sluice.simulator.tokens-per-second=0")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String measure(Rig rig, int port, boolean stream) {
    List<String> properties = new ArrayList<>();
    properties.add("sluice.run.stream=" + stream);
    properties.add("sluice.provider.compatible.apart.base-url=http://127.0.0.1:" + port + "/v1");
    properties.add("sluice.provider.compatible.apart.api-key=test");
    properties.add("sluice.provider.routes[0].pattern=*");
    properties.add("sluice.provider.routes[0].provider=apart");
    properties.add("sluice.run.permits=64");
    properties.add("logging.level.dev.sluice.attempt=warn");
    ConfigurableApplicationContext processor =
        rig.startProcessor(properties.toArray(String[]::new));
    try {
      run(rig, 200);
      long cpu = processorNanos();
      long begun = System.nanoTime();
      run(rig, JOBS);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double cpuMillis = (processorNanos() - cpu) / 1e6 / JOBS;
      return "stream=%-5s %6.0f jobs/s %6.2f ms processor time per job"
          .formatted(stream, JOBS / seconds, cpuMillis);
    } finally {
      processor.close();
    }
  }

  private static void run(Rig rig, int jobs) {
    rig.jdbc.update("TRUNCATE job");
    for (int i = 0; i < jobs; i++) {
      rig.submit("{\"prompt\":\"hello " + i + "\"}");
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(() -> completed(rig), count -> count == jobs);
  }

  private static int completed(Rig rig) {
    return rig.jdbc
        .queryForList("SELECT count(*) FROM job WHERE status = 'completed'", Integer.class)
        .getFirst();
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
