package dev.sluice.simulator.script;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What becomes of one call. */
public sealed interface Action {

  /**
   * A complete answer.
   *
   * @param latency the time to its first byte, where the step names one
   */
  record Answer(Optional<Duration> latency) implements Action {}

  /** An answer that calls a tool: the named one, or the first that the request offers. */
  record CallTool(Optional<String> name) implements Action {}

  /** An answer that refuses to give one. */
  record Refuse() implements Action {}

  /** An error response, with a {@code Retry-After} in whole seconds where one is given. */
  record Fail(int status, OptionalInt retryAfterSeconds) implements Action {}

  /** Silence for the given time, then the connection closes. */
  record Hang(Duration time) implements Action {}

  /** The connection closes before the first byte of the response. */
  record Drop() implements Action {}

  /** The response begins, and the connection closes in the middle of it. */
  record Cut(Point point) implements Action {}

  /** The response begins, falls silent for the given time, and the connection closes. */
  record Stall(Point point, Duration time) implements Action {}

  /** The stream begins and ends with an error event; an unstreamed call gets status 500. */
  record Break(Point point) implements Action {}

  /** The response has status 200 and holds broken JSON: its body, or one event of its stream. */
  record Garble(Point point) implements Action {}

  /**
   * A place inside a response.
   *
   * @param tokens how many tokens come before it; half of the answer where absent. Of an unstreamed
   *     response it is always the middle of the body.
   */
  record Point(OptionalInt tokens) {

    public int in(int answerTokens) {
      return tokens.isPresent() ? Math.min(tokens.getAsInt(), answerTokens) : answerTokens / 2;
    }
  }
}
