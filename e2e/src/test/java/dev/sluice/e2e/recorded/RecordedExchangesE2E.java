package dev.sluice.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares everything that clients, consumers of the topic and webhook receivers observe with
 * recordings. {@code -Dsluice.record=true} records again; review the diff before committing it.
 */
@SharedStack
class RecordedExchangesE2E {
  private static final boolean RECORD = Boolean.getBoolean("sluice.record");

  private final Stack stack;

  RecordedExchangesE2E(Stack stack) {
    this.stack = stack;
  }

  static Stream<Recording> recordings() {
    return Recording.all().stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everythingMatchesTheRecording(Recording recording) {
    RecordingPlayer player = new RecordingPlayer(stack);
    SoftAssertions softly = new SoftAssertions();
    List<ObjectNode> steps = new ArrayList<>();
    for (ObjectNode step : recording.steps()) {
      try {
        steps.add(player.run(step));
      } catch (RuntimeException e) {
        softly.fail(step.path("name").asString(), e);
        steps.add(step);
      }
    }
    if (!RECORD) {
      compare(recording, steps, softly);
    }
    softly.assertAll();
    if (RECORD) {
      recording.write(steps);
    }
  }

  private static void compare(Recording recording, List<ObjectNode> steps, SoftAssertions softly) {
    for (int i = 0; i < steps.size(); i++) {
      ObjectNode recorded = recording.steps().get(i);
      softly
          .assertThat(steps.get(i).path("seen").toPrettyString())
          .as(recorded.path("name").asString())
          .isEqualTo(Normalizer.sorted(recorded.path("seen")).toPrettyString());
    }
  }

  @Test
  void atLeast200ExchangesAreRecorded() {
    assertThat(recordings().flatMap(recording -> recording.steps().stream()))
        .filteredOn(step -> step.has("seen"))
        .hasSizeGreaterThanOrEqualTo(200);
  }
}
