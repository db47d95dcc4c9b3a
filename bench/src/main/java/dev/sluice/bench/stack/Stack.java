package dev.sluice.bench.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs Sluice from its jars, each service in a process with default settings: broker and database,
 * the api, and on demand the processor and the dispatcher. Also runs the mock provider and the
 * plain server.
 */
public final class Stack implements AutoCloseable {
  public static final String API = "api";
  public static final String PROCESSOR = "processor";
  public static final String DISPATCHER = "webhook-dispatcher";
  public static final String BROKER = "kafka";
  public static final String DATABASE = "postgres";
  public static final String PROVIDER = "mock provider";
  // What idle services and servers use in a second, and some more.
  private static final double IDLE_CPU_SECONDS = 0.2;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path jars;
  private final Path directory;
  private final List<String> javaOptions;
  private final List<ChildProcess> children = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private final int apiPort = ChildProcess.freePort();
  private final int providerPort = ChildProcess.freePort();
  private final int plainPort = ChildProcess.freePort();
  private String key = "";
  private boolean workersStarted;

  /**
   * Does not start anything yet.
   *
   * @param jars the directory with {@code api/target/sluice-api.jar} and the other jars
   * @param directory for data and logs
   * @param javaOptions of every service
   */
  public Stack(Path jars, Path directory, List<String> javaOptions) {
    this.jars = jars;
    this.directory = directory;
    this.javaOptions = List.copyOf(javaOptions);
  }

  /** Starts everything except processor and dispatcher, and creates an API key with high limits. */
  public void start() throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    ChildProcess broker =
        startJar(
            BROKER,
            "local",
            Map.of(
                "SLUICE_DATA", data.toString(),
                "SLUICE_KAFKA_PORT", "" + ChildProcess.freePort(),
                "SLUICE_POSTGRES_PORT", "" + ChildProcess.freePort()),
            "infra");
    ChildProcess provider = startBenchServer(PROVIDER, "mock", providerPort);
    ChildProcess plain = startBenchServer("plain server", "plain", plainPort);
    Path infra = data.resolve("infra.env");
    broker.awaitFile(infra);
    for (String line : Files.readAllLines(infra)) {
      int end = line.indexOf('=');
      variables.put(line.substring(0, end), line.substring(end + 1));
    }
    variables.put("OPENAI_API_KEY", "simulated");
    variables.put("OPENAI_BASE_URL", address(providerPort, "/v1").toString());
    variables.put("SERVER_ADDRESS", "127.0.0.1");
    variables.put("SLUICE_LIMITS_POLLS_PER_MINUTE", "1000000000");
    provider.awaitOk(address(providerPort, "/v1/models"));
    plain.awaitOk(address(plainPort, "/"));
    startService(API, apiPort, "/ready");
    key = createKey();
  }

  /** Starts processor and dispatcher unless they are running. They process earlier submissions. */
  public void startWorkers() throws InterruptedException {
    if (!workersStarted) {
      startService(PROCESSOR, ChildProcess.freePort(), "/actuator/health");
      startService(DISPATCHER, ChildProcess.freePort(), "/actuator/health");
      workersStarted = true;
    }
  }

  public int apiPort() {
    return apiPort;
  }

  public int providerPort() {
    return providerPort;
  }

  public int plainPort() {
    return plainPort;
  }

  public String bootstrapServers() {
    return variables.getOrDefault("SPRING_KAFKA_BOOTSTRAP_SERVERS", "");
  }

  /** An API key for jobs and chats. */
  public String key() {
    return key;
  }

  /** Sets the mock provider's response time. */
  public void setProviderDelay(Duration delay) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(address(providerPort, "/delay/" + delay.toMillis()))
            .PUT(BodyPublishers.noBody())
            .build());
  }

  /** Returns the body of a {@code GET} from the api. */
  public String get(String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address(apiPort, path))
            .header("Authorization", "Bearer " + key)
            .build());
  }

  /** The resource usage of all processes since they started. */
  public StackUsage usage() throws IOException {
    List<ProcessUsage> processes = new ArrayList<>();
    for (ChildProcess child : children) {
      processes.add(ProcessUsage.of(child.name(), child.pid()));
    }
    processes.add(ProcessUsage.ofDatabase(DATABASE, databasePid()));
    return new StackUsage(processes);
  }

  /**
   * Waits until the processes have done what earlier requests left to do, such as compiling; at
   * most a minute.
   */
  public void awaitIdle() throws IOException, InterruptedException {
    for (int seconds = 0; seconds < 60; seconds++) {
      StackUsage before = usage();
      Thread.sleep(1000);
      List<ProcessUsage> used = usage().since(before).processes();
      if (used.stream().mapToDouble(ProcessUsage::cpuSeconds).sum() < IDLE_CPU_SECONDS) {
        return;
      }
    }
  }

  /** Stops the services, then broker and database. */
  @Override
  public void close() {
    children.stream().skip(1).forEach(ChildProcess::stop);
    children.reversed().forEach(ChildProcess::close);
  }

  private void startService(String module, int port, String readyPath) throws InterruptedException {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("SERVER_PORT", "" + port);
    startJar(module, module, environment).awaitOk(address(port, readyPath));
  }

  private ChildProcess startJar(
      String name, String module, Map<String, String> environment, String... arguments) {
    Path jar = jars.resolve(module).resolve("target").resolve("sluice-" + module + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException("Missing: " + jar);
    }
    List<String> command = new ArrayList<>(javaOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return register(ChildProcess.start(name, command, environment, directory));
  }

  private ChildProcess startBenchServer(String name, String role, int port) {
    List<String> command =
        List.of(
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.sluice.bench.BenchApplication",
            role,
            "" + port);
    return register(ChildProcess.start(name, command, Map.of(), directory));
  }

  private ChildProcess register(ChildProcess child) {
    children.add(child);
    return child;
  }

  private String createKey() throws IOException, InterruptedException {
    String body =
        """
        {"tenant":"bench","name":"bench","scopes":["jobs:read","jobs:write","chat"],"limits":{\
        "requests_per_minute":2000000000,"requests_per_hour":2000000000,"tokens_per_minute":2000000000}}\
        """;
    String answer =
        send(
            HttpRequest.newBuilder(address(apiPort, "/v1/admin/keys"))
                .header("Authorization", "Bearer " + variables.get("SLUICE_ADMIN_KEY"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    return JsonMapper.shared().readTree(answer).path("key").asString();
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "%s: %d %s".formatted(request.uri(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  private long databasePid() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("data/postgres"), 3)) {
      Path pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
      return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
    }
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
