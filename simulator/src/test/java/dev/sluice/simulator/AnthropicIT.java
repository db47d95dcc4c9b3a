package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolUseBlock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class AnthropicIT {

  private final RunningSimulator simulator = new RunningSimulator();
  private final AnthropicClient client = simulator.anthropic();

  @AfterAll
  void stop() {
    client.close();
    simulator.close();
  }

  @Test
  void messageIsValidForTheSdk() {
    Message message = create(prompt("Hello")).validate();

    assertThat(text(message)).endsWith(".");
    assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
    assertThat(message.usage().outputTokens()).isGreaterThanOrEqualTo(16);
  }

  @Test
  void streamedAnswerHasTheScriptedTokens() {
    MessageAccumulator accumulator = MessageAccumulator.create();
    stream(prompt("Hello [[sim: ok tokens:12]]"))
        .forEach(event -> accumulator.accumulate(event.validate()));
    Message message = accumulator.message();

    assertThat(text(message).split(" ", -1)).hasSize(12);
    assertThat(message.usage().outputTokens()).isEqualTo(12);
    assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
  }

  @Test
  void tokenLimitAndStopSequencesAreRespected() {
    Message shortened = create(prompt("Hello").maxTokens(5));
    Message stopped = create(prompt("Hello").addStopSequence("."));

    assertThat(shortened.stopReason()).hasValue(StopReason.MAX_TOKENS);
    assertThat(shortened.usage().outputTokens()).isEqualTo(5);
    assertThat(stopped.stopReason()).hasValue(StopReason.STOP_SEQUENCE);
    assertThat(stopped.stopSequence()).hasValue(".");
    assertThat(text(stopped)).isNotEmpty().doesNotContain(".");
  }

  @Test
  void requiredToolIsCalledUnstreamedAndStreamed() {
    Tool.InputSchema schema =
        Tool.InputSchema.builder()
            .properties(
                JsonValue.from(Map.of("city", Map.of("enum", List.of("Ulm"))))
                    .convert(Tool.InputSchema.Properties.class))
            .addRequired("city")
            .build();
    MessageCreateParams.Builder prompt =
        prompt("Hello")
            .addTool(Tool.builder().name("weather").inputSchema(schema).build())
            .toolChoice(ToolChoiceAny.builder().build());
    MessageAccumulator accumulator = MessageAccumulator.create();
    stream(prompt).forEach(accumulator::accumulate);

    for (Message message : List.of(create(prompt), accumulator.message())) {
      ToolUseBlock call = message.content().getFirst().asToolUse();
      assertThat(call.name()).isEqualTo("weather");
      assertThat(call._input()).isEqualTo(JsonValue.from(Map.of("city", "Ulm")));
      assertThat(message.stopReason()).hasValue(StopReason.TOOL_USE);
    }
  }

  @Test
  void answerConformsToTheSchema() {
    JsonOutputFormat.Schema schema =
        JsonOutputFormat.Schema.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("ok", Map.of("const", true))))
            .build();
    OutputConfig config =
        OutputConfig.builder().format(JsonOutputFormat.builder().schema(schema).build()).build();

    assertThat(text(create(prompt("Hello").outputConfig(config)))).isEqualTo("{\"ok\":true}");
  }

  @Test
  void refusalFinishesWithStopReasonRefusal() {
    assertThat(create(prompt("[[sim: refuse]]")).validate().stopReason())
        .hasValue(StopReason.REFUSAL);
  }

  @Test
  void scriptedErrorsOccurInOrder() {
    MessageCreateParams.Builder prompt = prompt("[[sim: 429:2 529 ok]]");

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> create(prompt))
        .satisfies(error -> {
          assertThat(error.headers().values("retry-after")).containsExactly("2");
          assertThat(error.type()).hasValue(ErrorType.RATE_LIMIT_ERROR);
          assertThat(error.requestId()).isPresent();
        });
    assertThatExceptionOfType(AnthropicServiceException.class)
        .isThrownBy(() -> create(prompt))
        .satisfies(error -> assertThat(error.statusCode()).isEqualTo(529));
    assertThat(text(create(prompt))).isNotEmpty();
  }

  @Test
  void connectionIsCutDuringAndBeforeTheBody() {
    for (String step : List.of("cut", "drop", "hang:10ms")) {
      assertThatExceptionOfType(AnthropicException.class)
          .as(step)
          .isThrownBy(() -> create(prompt("[[sim: " + step + "]]")))
          .withRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void cutBrokenAndMalformedStreamsFailForTheClient() {
    for (String step : List.of("cut:3", "break:3", "malformed:3")) {
      assertThatExceptionOfType(AnthropicException.class)
          .as(step)
          .isThrownBy(() -> stream(prompt("[[sim: " + step + "]]")));
    }
  }

  private static MessageCreateParams.Builder prompt(String message) {
    return MessageCreateParams.builder()
        .model("claude-sonnet-4-5")
        .maxTokens(1_000)
        .addUserMessage(message);
  }

  private Message create(MessageCreateParams.Builder prompt) {
    return client.messages().create(prompt.build());
  }

  private List<RawMessageStreamEvent> stream(MessageCreateParams.Builder prompt) {
    try (StreamResponse<RawMessageStreamEvent> response =
        client.messages().createStreaming(prompt.build())) {
      return response.stream().toList();
    }
  }

  private static String text(Message message) {
    return message.content().getFirst().asText().text();
  }
}
