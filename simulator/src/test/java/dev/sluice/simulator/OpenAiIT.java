package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class OpenAiIT {

  private static final ChatCompletion.Choice.FinishReason STOP =
      ChatCompletion.Choice.FinishReason.STOP;

  private final RunningSimulator simulator = new RunningSimulator();
  private final OpenAIClient client = simulator.openAi();

  @BeforeAll
  void isHealthy() {
    assertThat(simulator.get("/health").statusCode()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    client.close();
    simulator.close();
  }

  @Test
  void completionIsValidForTheSdk() {
    ChatCompletion completion = complete(prompt("Hello")).validate();

    assertThat(text(completion)).endsWith(".");
    assertThat(completion.choices().getFirst().finishReason()).isEqualTo(STOP);
    assertThat(completion.usage().orElseThrow().totalTokens()).isGreaterThan(16);
  }

  @Test
  void streamedAnswerHasTheScriptedTokens() {
    ChatCompletionCreateParams.Builder prompt =
        prompt("Hello [[sim: ok tokens:12]]")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    List<ChatCompletionChunk> chunks = stream(prompt);
    chunks.forEach(chunk -> accumulator.accumulate(chunk.validate()));
    ChatCompletion completion = accumulator.chatCompletion();

    assertThat(text(completion).split(" ", -1)).hasSize(12);
    assertThat(chunks).hasSize(1 + 12 + 1 + 1);
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(12);
    assertThat(completion.choices().getFirst().finishReason()).isEqualTo(STOP);
  }

  @Test
  void tokenLimitAndStopSequencesAreRespected() {
    ChatCompletion shortened = complete(prompt("Hello").maxCompletionTokens(5));
    ChatCompletion stopped = complete(prompt("Hello").stop("."));

    assertThat(shortened.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(shortened.usage().orElseThrow().completionTokens()).isEqualTo(5);
    assertThat(stopped.choices().getFirst().finishReason()).isEqualTo(STOP);
    assertThat(text(stopped)).isNotEmpty().doesNotContain(".");
  }

  @Test
  void requiredToolIsCalledUnstreamedAndStreamed() {
    FunctionParameters parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("city", Map.of("enum", List.of("Ulm")))))
            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
            .build();
    ChatCompletionCreateParams.Builder prompt =
        prompt("Hello")
            .addFunctionTool(
                FunctionDefinition.builder().name("weather").parameters(parameters).build())
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    stream(prompt).forEach(accumulator::accumulate);

    for (ChatCompletion completion : List.of(complete(prompt), accumulator.chatCompletion())) {
      ChatCompletion.Choice choice = completion.choices().getFirst();
      ChatCompletionMessageFunctionToolCall call =
          choice.message().toolCalls().orElseThrow().getFirst().asFunction();
      assertThat(call.function().name()).isEqualTo("weather");
      assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Ulm\"}");
      assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }
  }

  @Test
  void answerConformsToTheSchema() {
    ResponseFormatJsonSchema.JsonSchema.Schema schema =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("ok", Map.of("const", true))))
            .build();
    ResponseFormatJsonSchema format =
        ResponseFormatJsonSchema.builder()
            .jsonSchema(
                ResponseFormatJsonSchema.JsonSchema.builder().name("ok").schema(schema).build())
            .build();

    assertThat(text(complete(prompt("Hello").responseFormat(format)))).isEqualTo("{\"ok\":true}");
  }

  @Test
  void refusalFinishesWithContentFilter() {
    ChatCompletion completion = complete(prompt("[[sim: refuse]]")).validate();
    ChatCompletion.Choice choice = completion.choices().getFirst();

    assertThat(choice.message().refusal()).isPresent();
    assertThat(choice.message().content()).isEmpty();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.CONTENT_FILTER);
  }

  @Test
  void scriptedErrorsOccurInOrder() {
    ChatCompletionCreateParams.Builder prompt = prompt("[[sim: 429:2 503 ok]]");

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> complete(prompt))
        .satisfies(error -> {
          assertThat(error.headers().values("retry-after")).containsExactly("2");
          assertThat(error.code()).hasValue("rate_limit_exceeded");
        });
    assertThatExceptionOfType(InternalServerException.class)
        .isThrownBy(() -> complete(prompt))
        .satisfies(error -> assertThat(error.statusCode()).isEqualTo(503));
    assertThat(text(complete(prompt))).isNotEmpty();
  }

  @Test
  void connectionIsCutDuringAndBeforeTheBody() {
    for (String step : List.of("cut", "drop", "hang:10ms")) {
      assertThatExceptionOfType(OpenAIException.class)
          .as(step)
          .isThrownBy(() -> complete(prompt("[[sim: " + step + "]]")))
          .withRootCauseInstanceOf(IOException.class);
      assertThat(simulator.call("[[sim: " + step + "]]").path("outcome").stringValue())
          .isEqualTo("cut");
    }
  }

  @Test
  void streamIsCutAfterTheGivenTokens() {
    ChatCompletionCreateParams.Builder prompt = prompt("[[sim: cut:3]]");
    StringBuilder received = new StringBuilder();

    assertThatExceptionOfType(OpenAIException.class)
        .isThrownBy(() -> {
          try (StreamResponse<ChatCompletionChunk> response =
              client.chat().completions().createStreaming(prompt.build())) {
            response.stream().forEach(chunk -> received.append(delta(chunk)));
          }
        });
    assertThat(received.toString().split(" ", -1)).hasSize(3);
  }

  @Test
  void malformedJsonAndErrorEventsFailForTheClient() {
    for (String step : List.of("malformed", "break:2")) {
      assertThatExceptionOfType(OpenAIException.class)
          .as(step)
          .isThrownBy(() -> stream(prompt("streamed [[sim: " + step + "]]")));
      assertThatExceptionOfType(OpenAIException.class)
          .as(step)
          .isThrownBy(() -> complete(prompt("whole [[sim: " + step + "]]")).validate());
    }
  }

  private static ChatCompletionCreateParams.Builder prompt(String message) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(message);
  }

  private ChatCompletion complete(ChatCompletionCreateParams.Builder prompt) {
    return client.chat().completions().create(prompt.build());
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder prompt) {
    try (StreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(prompt.build())) {
      return response.stream().toList();
    }
  }

  private static String text(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElseThrow();
  }

  private static String delta(ChatCompletionChunk chunk) {
    return chunk.choices().getFirst().delta().content().orElse("");
  }
}
