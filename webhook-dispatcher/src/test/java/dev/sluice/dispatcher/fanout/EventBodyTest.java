package dev.sluice.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobAnnouncement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventBodyTest {

  @Test
  void theDataIsEmbeddedByteForByte() {
    String data = "{ \"b\":1.50,\t\"a\":\"🎉\\u0000 ü\" }";
    assertThat(new String(EventBody.of(event(data)), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"event\":\"job.failed\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"data\":"
                + data
                + "}");
  }

  @Test
  void whatIsNotOneObjectIsRefused() {
    for (String data : List.of("", "[]", "1", "{", "{}{}", "{},\"x\":1", "{\"a\":}", "nul")) {
      assertThatThrownBy(() -> EventBody.of(event(data)))
          .as(data)
          .isInstanceOf(InvalidFieldException.class);
    }
  }

  private static JobAnnouncement event(String data) {
    return new JobAnnouncement(
        UUID.randomUUID(),
        EventType.FAILED,
        new JobId(UUID.randomUUID()),
        new TenantId("acme"),
        Instant.parse("2026-01-02T03:04:05Z"),
        data.getBytes(StandardCharsets.UTF_8));
  }
}
