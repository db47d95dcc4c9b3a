package dev.sluice.simulator.script;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** How one call is answered. */
public sealed interface Action {

  /**
   * A complete answer.
   *
   * @param latency time to the first byte, if the step sets it
   */
  record Answer(Optional<Duration> latency) implements Action {}

  /** A call of the named tool, or of the first tool in the request. */
  record CallTool(Optional<String> name) implements Action {}

  /** A refusal. */
  record Refuse() implements Action {}

  /** An error response, with {@code Retry-After} if given. */
  record Fail(int status, OptionalInt retryAfterSeconds) implements Action {}

  /** No response for the given time, then the connection closes. */
  record Hang(Duration time) implements Action {}

  /** The connection closes before the first byte of the response. */
  record Drop() implements Action {}

  /** The connection closes part-way through the response. */
  record Cut(Point point) implements Action {}

  /** The response stops part-way for the given time, then the connection closes. */
  record Stall(Point point, Duration time) implements Action {}

  /** An error event ends the stream part-way; an unstreamed call gets status 500. */
  record Break(Point point) implements Action {}

  /** Status 200 with malformed JSON: the body, or one event of the stream. */
  record Malformed(Point point) implements Action {}

  /**
   * A position in a response.
   *
   * @param tokens number of tokens before it; half of the answer if empty. In an unstreamed
   *     response it is always the middle of the body.
   */
  record Point(OptionalInt tokens) {

    public int in(int answerTokens) {
      return tokens.isPresent() ? Math.min(tokens.getAsInt(), answerTokens) : answerTokens / 2;
    }
  }
}
