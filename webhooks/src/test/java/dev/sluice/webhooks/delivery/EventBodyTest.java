package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBodyTest {

  @Test
  void theDataIsEmbeddedByteForByte() {
    String data = "{ \"b\":1.50,\t\"a\":\"🎉\\u0000 ü\" }";
    assertThat(new String(body(data), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"event\":\"job.failed\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"data\":"
                + data
                + "}");
  }

  @Test
  void whatIsNotOneObjectIsRefused() {
    for (String data : List.of("", "[]", "1", "{", "{}{}", "{},\"x\":1", "{\"a\":}", "nul")) {
      assertThatThrownBy(() -> body(data)).as(data).isInstanceOf(InvalidFieldException.class);
    }
  }

  private static byte[] body(String data) {
    return EventBody.of(
        "job.failed", Instant.parse("2026-01-02T03:04:05Z"), data.getBytes(StandardCharsets.UTF_8));
  }
}
