package dev.sluice.api.http.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFrameTest {

  @Test
  void dataAloneIsOneLine() {
    assertThat(text(SseFrame.of("{\"ü\":1}"))).isEqualTo("data: {\"ü\":1}\n\n");
  }

  @Test
  void typeAndIdComeFirst() {
    assertThat(text(new SseFrame("status", "7", "x")))
        .isEqualTo("event: status\nid: 7\ndata: x\n\n");
  }

  @Test
  void everyLineOfTheDataStaysData() {
    assertThat(text(SseFrame.of("a\nb\r\nc\rid: 9\n")))
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: id: 9\ndata: \n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\0b"})
  void idThatIsNotOneLineIsRefused(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SseFrame(null, id, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new SseFrame(id, null, ""));
  }

  private static String text(SseFrame frame) {
    return new String(frame.toBytes(), UTF_8);
  }
}
