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
 * Sluice from its jars, each service a process with its shipped settings: broker and database, the
 * api, and on demand the processor and the dispatcher; beside them the provider and the plain
 * server.
 */
public final class Stack implements AutoCloseable {
  public static final String API = "api";
  public static final String PROCESSOR = "processor";
  public static final String DISPATCHER = "webhook-dispatcher";
  public static final String BROKER = "kafka";
  public static final String DATABASE = "postgres";
  public static final String PROVIDER = "mock provider";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path jars;
  private final Path folder;
  private final List<String> javaOptions;
  private final List<Child> children = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private final int apiPort = Child.freePort();
  private final int providerPort = Child.freePort();
  private final int plainPort = Child.freePort();
  private String key = "";
  private boolean workersRun;

  /**
   * Nothing runs yet.
   *
   * @param jars the folder with {@code api/target/sluice-api.jar} and the like
   * @param folder for data and logs
   * @param javaOptions for every service
   */
  public Stack(Path jars, Path folder, List<String> javaOptions) {
    this.jars = jars;
    this.folder = folder;
    this.javaOptions = List.copyOf(javaOptions);
  }

  /** Starts everything but processor and dispatcher, and makes an API key with high limits. */
  public void start() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Child broker =
        startJar(
            BROKER,
            "local",
            Map.of(
                "SLUICE_DATA", data.toString(),
                "SLUICE_KAFKA_PORT", "" + Child.freePort(),
                "SLUICE_POSTGRES_PORT", "" + Child.freePort()),
            "infra");
    Child provider = startOwn(PROVIDER, "mock", providerPort);
    Child plain = startOwn("plain server", "plain", plainPort);
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
    key = makeKey();
  }

  /** Starts processor and dispatcher unless they run; they find what was submitted before. */
  public void startWorkers() throws InterruptedException {
    if (!workersRun) {
      startService(PROCESSOR, Child.freePort(), "/actuator/health");
      startService(DISPATCHER, Child.freePort(), "/actuator/health");
      workersRun = true;
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

  /** Sets how long the provider takes for an answer. */
  public void setProviderDelay(Duration delay) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(address(providerPort, "/delay/" + delay.toMillis()))
            .PUT(BodyPublishers.noBody())
            .build());
  }

  /** {@code GET} of a path of the api. */
  public String get(String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address(apiPort, path))
            .header("Authorization", "Bearer " + key)
            .build());
  }

  /** What the processes have used since they started. */
  public Usage usage() throws IOException {
    List<ProcessUse> uses = new ArrayList<>();
    for (Child child : children) {
      uses.add(ProcessUse.of(child.name(), child.pid()));
    }
    uses.add(ProcessUse.ofDatabase(DATABASE, databasePid()));
    return new Usage(uses);
  }

  /** Stops the services, then broker and database. */
  @Override
  public void close() {
    children.stream().skip(1).forEach(Child::stop);
    children.reversed().forEach(Child::close);
  }

  private void startService(String module, int port, String readyPath) throws InterruptedException {
    Map<String, String> own = new HashMap<>(variables);
    own.put("SERVER_PORT", "" + port);
    startJar(module, module, own).awaitOk(address(port, readyPath));
  }

  private Child startJar(
      String name, String module, Map<String, String> environment, String... arguments) {
    Path jar = jars.resolve(module).resolve("target").resolve("sluice-" + module + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException("Missing: " + jar);
    }
    List<String> command = new ArrayList<>(javaOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return own(Child.start(name, command, environment, folder));
  }

  private Child startOwn(String name, String role, int port) {
    List<String> command =
        List.of(
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.sluice.bench.BenchApplication",
            role,
            "" + port);
    return own(Child.start(name, command, Map.of(), folder));
  }

  private Child own(Child child) {
    children.add(child);
    return child;
  }

  private String makeKey() throws IOException, InterruptedException {
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
    try (Stream<Path> files = Files.walk(folder.resolve("data/postgres"), 3)) {
      Path pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
      return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
    }
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
