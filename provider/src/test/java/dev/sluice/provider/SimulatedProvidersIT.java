package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.chat.ModelRequest;
import dev.sluice.job.JobId;
import dev.sluice.provider.route.ProviderConfiguration;
import dev.sluice.simulator.SimulatorApplication;
import dev.sluice.simulator.http.SimulatorServer;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Both providers against the simulator, as the services set them up. */
class SimulatedProvidersIT {

  private static final String GPT = "gpt-4o";
  private static final String CLAUDE = "claude-sonnet-4-5";

  private static ConfigurableApplicationContext simulator;
  private static ConfigurableApplicationContext context;
  private static ProviderRouter providers;
  private static URI url;

  @BeforeAll
  static void start() {
    simulator =
        SimulatorApplication.builder()
            .run("--server.port=0", "--sluice.simulator.latency.median=1ms");
    url = URI.create("http://127.0.0.1:" + simulator.getBean(SimulatorServer.class).port());
    context =
        new SpringApplicationBuilder(ProviderConfiguration.class)
            .web(WebApplicationType.NONE)
            .run(
                "--sluice.provider.openai.base-url=" + url + "/v1",
                "--sluice.provider.anthropic.base-url=" + url);
    providers = context.getBean(ProviderRouter.class);
  }

  @AfterAll
  static void stop() {
    context.close();
    simulator.close();
  }

  static Stream<Arguments> failures() {
    return Stream.of(GPT, CLAUDE)
        .flatMap(model ->
            Stream.of(
                Arguments.of(model, "429:7", "provider_rate_limited"),
                Arguments.of(model, "408", "provider_timeout"),
                Arguments.of(model, "409", "provider_conflict"),
                Arguments.of(model, "500", "provider_unavailable"),
                Arguments.of(model, "503", "provider_unavailable"),
                Arguments.of(model, "529", "provider_overloaded"),
                Arguments.of(model, "400", "provider_rejected"),
                Arguments.of(model, "401", "provider_authentication"),
                Arguments.of(model, "404", "model_not_found"),
                Arguments.of(model, "413", "provider_request_too_large"),
                Arguments.of(model, "refuse", "content_refused"),
                Arguments.of(model, "drop", "provider_connection"),
                Arguments.of(model, "cut", "provider_truncated"),
                Arguments.of(model, "malformed", "provider_malformed|provider_truncated"),
                Arguments.of(model, "break", "provider_unavailable|provider_overloaded")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureIsClassified(String model, String script, String codes) {
    ModelRequest request = scripted(model, script);

    assertThat(codes.split("\\|")).contains(code(providers.complete(Chats.call(request))));
    assertThat(codes.split("\\|")).contains(code(providers.stream(Chats.call(request), _ -> {})));
  }

  @Test
  void modelsAreListedByTheProviderThatTheyAreRoutedTo() {
    ProviderCatalog catalog = context.getBean(ProviderCatalog.class);
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));

    assertThat(catalog.providers()).containsExactly("anthropic", "openai");
    assertThat(catalog.models("openai", deadline))
        .isEqualTo(
            new ModelListing.Listed(List.of("gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini")));
    assertThat(catalog.models("anthropic", deadline))
        .isEqualTo(
            new ModelListing.Listed(
                List.of("claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5")));
    assertThat(catalog.models("other", deadline))
        .isEqualTo(new ModelListing.Failed(ProviderErrors.NOT_CONFIGURED));
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void retryAfterIsRead(String model) {
    assertThat(providers.complete(Chats.call(scripted(model, "429:7"))))
        .isEqualTo(new Outcome.Retryable(ProviderErrors.RATE_LIMITED, Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void connectionThatDropsOnceIsRepeatedQuickly(String model) {
    assertThat(providers.complete(Chats.call(scripted(model, "drop ok"))))
        .isInstanceOf(Outcome.Completed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void streamedPiecesAreTheAnswer(String model) {
    List<Delta> pieces = new ArrayList<>();

    Outcome outcome = providers.stream(Chats.call(scripted(model, "ok")), pieces::add);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done -> {
              assertThat(done.result().content())
                  .isEqualTo(
                      pieces.stream()
                          .map(piece -> ((Delta.Content) piece).text())
                          .collect(Collectors.joining()));
              assertThat(done.result().usage().completionTokens()).isPositive();
              assertThat(done.result().finishReason()).isEqualTo("stop");
            });
    assertThat(pieces).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void toolsAndFormatsAreUnderstood(String model) {
    Outcome called =
        providers.complete(Chats.call(ToolChats.everything(model, "\"required\"", null)));
    Outcome formatted =
        providers.complete(
            Chats.call(
                Chats.request(
                    model,
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Go\"}],\"response_format\":"
                        + ToolChats.JSON_SCHEMA
                        + "}")));

    assertThat(called)
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done -> {
              assertThat(done.result().finishReason()).isEqualTo("tool_calls");
              assertThat(done.result().toolCalls()).isNotEmpty();
            });
    assertThat(formatted)
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done ->
                assertThat(Json.mapper().readTree(done.result().content()).at("/a").isInt())
                    .isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void abortEndsTheCallAtTheProviderWithinASecond(String model) throws Exception {
    JobAttempt attempt = new JobAttempt(new JobId(UUID.randomUUID()), 3);
    ProviderCall call =
        new ProviderCall(scripted(model, "hang"), Deadline.in(Duration.ofMinutes(1)), attempt);
    Thread caller = Thread.ofVirtual().start(() -> providers.complete(call));
    await().until(() -> logged(attempt).size() == 1);
    assertThat(logged(attempt).getFirst().at("/outcome").asString()).isEqualTo("open");

    caller.interrupt();

    await()
        .atMost(Duration.ofSeconds(1))
        .until(() -> !logged(attempt).getFirst().at("/outcome").asString().equals("open"));
  }

  private static List<JsonNode> logged(JobAttempt attempt)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/_calls?job_id=" + attempt.jobId())).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .map(line -> Json.mapper().readTree(line))
          .toList();
    }
  }

  private static String code(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retryable retryable -> retryable.error().code();
      case Outcome.Permanent permanent -> permanent.error().code();
      default -> outcome.toString();
    };
  }

  private static ModelRequest scripted(String model, String script) {
    String text = "[[sim: %s]] %s".formatted(script, UUID.randomUUID());
    return Chats.saying(model, text);
  }
}
