package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.prompt.Prompt;
import java.time.Instant;

/**
 * An answer on its way out.
 *
 * @param identity letters and digits, unique to the call
 */
public record Reply(String identity, Instant created, Prompt prompt, Answer answer) {}
