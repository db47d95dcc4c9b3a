package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.stack.Ports;
import dev.sluice.e2e.stack.RunScript;
import dev.sluice.e2e.stack.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LocalStackE2E {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  /** 128 + SIGINT. */
  private static final int INTERRUPTED = 130;

  @TempDir Path data;
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void choosePorts() {
    variables.put("SLUICE_DATA", data.toString());
    variables.put("SLUICE_PORT", Integer.toString(Ports.free()));
    variables.put("SLUICE_KAFKA_PORT", Integer.toString(Ports.free()));
    variables.put("SLUICE_POSTGRES_PORT", Integer.toString(Ports.free()));
  }

  @Test
  void runCompletesTheDemoAndKeepsItsData() {
    try (RunScript run = RunScript.start("run-1", variables)) {
      String output = run.awaitOutput("Ready in ");

      assertThat(output)
          .contains("no earlier jobs", "simulated at http://127.0.0.1:")
          .containsPattern("submitted +POST /v1/jobs -> 202, job [0-9a-f-]{36}\n")
          .containsPattern("completed +gpt-4o, [0-9]+ tokens, attempt 1\n")
          .containsPattern("result +\\S")
          .containsPattern("event +job.completed, id [0-9a-f-]{36}, on jobs.events.v1")
          .containsPattern("webhook +job.completed, webhook-id [0-9a-f-]{36}, to http://127.0.0.1")
          .contains("signatures verified: webhook-signature (Standard Webhooks)");
      assertCurlLinesWork(output);
      run.interrupt();
      assertThat(run.awaitExit(STOP_TIMEOUT)).isEqualTo(INTERRUPTED);
      assertThat(run.output()).endsWith("Stopping.\nStopped.\n").doesNotContain("WARN", "ERROR");
    }

    // The demo's job and the one submitted by the first curl command.
    try (RunScript run = RunScript.start("run-2", variables)) {
      assertThat(run.awaitOutput("Ready in "))
          .contains("2 earlier jobs (2 completed)", "signatures verified");
    }
  }

  private static void assertCurlLinesWork(String output) {
    List<String> lines = output.lines().filter(line -> line.startsWith("  curl ")).toList();
    assertThat(lines).hasSize(3);
    JsonNode submitted = json(lines.get(0));
    assertThat(submitted.path("status").asString()).isEqualTo("pending");
    assertThat(json(lines.get(1)).path("status").asString()).isEqualTo("completed");
    assertThat(json(lines.get(2)).path("items").path(0).path("status").asString())
        .isEqualTo("delivered");
    String poll =
        lines.get(1).replaceFirst("jobs/[0-9a-f-]+", "jobs/" + submitted.path("job_id").asString());
    assertThat(json(poll).path("status").asString()).isEqualTo("completed");
  }

  private static JsonNode json(String command) {
    return JsonMapper.shared().readTree(Shell.run(command, Map.of()));
  }

  @Test
  void portInUseAndDirectoryInUseAreReportedInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> other = new HashMap<>(variables);
      other.put("SLUICE_KAFKA_PORT", Integer.toString(taken.getLocalPort()));
      assertThat(refusal("run-port", other))
          .contains("Port %d is in use".formatted(taken.getLocalPort()), "SLUICE_KAFKA_PORT");
    }
    try (RunScript infra = RunScript.start("run-infra", variables, "infra")) {
      infra.awaitOutput("Press Ctrl-C to stop.");
      assertThat(refusal("run-directory", variables))
          .contains("The data directory " + data, "is in use", "SLUICE_DATA");
      infra.interrupt();
      assertThat(infra.awaitExit(STOP_TIMEOUT)).isEqualTo(INTERRUPTED);
      assertThat(data.resolve("infra.env")).doesNotExist();
    }
  }

  private static String refusal(String name, Map<String, String> variables) {
    try (RunScript run = RunScript.start(name, variables, "infra")) {
      assertThat(run.awaitExit(STOP_TIMEOUT)).isEqualTo(1);
      assertThat(run.output().lines()).hasSize(1);
      return run.output();
    }
  }
}
