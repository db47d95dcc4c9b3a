package dev.sluice.simulator.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallLogTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

  @Test
  void oldestCallsAreDroppedBeyondTheBound() {
    CallLog log = new CallLog(2, 1_000_000, CLOCK);
    log.append(received("one"));
    log.append(received("two"));
    log.append(received("three"));

    assertThat(log.all()).extracting(Call::sequence).containsExactly(2L, 3L);
  }

  @Test
  void oldestCallsAreDroppedBeyondTheBoundOnText() {
    CallLog log = new CallLog(100, 10, CLOCK);
    log.append(received("123456"));
    log.append(received("1234"));
    assertThat(log.all()).hasSize(2);

    log.append(received("1"));
    assertThat(log.all()).extracting(Call::sequence).containsExactly(2L, 3L);
  }

  @Test
  void clearingDoesNotResetTheNumbers() {
    CallLog log = new CallLog(100, 1_000, CLOCK);
    log.append(received("one"));
    log.clear();
    log.append(received("two"));

    assertThat(log.all()).extracting(Call::sequence).containsExactly(2L);
  }

  @Test
  void longMessagesAreTruncated() {
    LoggedRequest received = received("x".repeat(2_000));

    assertThat(received.details().orElseThrow().lastUserMessage()).hasSize(1_000);
  }

  private static LoggedRequest received(String message) {
    LoggedRequest.Details details = new LoggedRequest.Details("gpt-4o", false, message);
    return new LoggedRequest(NOON, "openai", "00", Optional.of(details), Optional.empty());
  }
}
