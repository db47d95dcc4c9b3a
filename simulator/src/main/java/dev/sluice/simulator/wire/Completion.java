package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.prompt.Prompt;
import java.time.Instant;

/**
 * A completion to send.
 *
 * @param callId letters and digits, unique to the call
 */
public record Completion(String callId, Instant created, Prompt prompt, Answer answer) {}
