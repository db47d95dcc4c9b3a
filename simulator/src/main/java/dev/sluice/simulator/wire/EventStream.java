package dev.sluice.simulator.wire;

import java.util.function.IntFunction;

/**
 * A stream of server-sent events.
 *
 * @param opening events before the first token
 * @param tokens number of tokens
 * @param token creates the event of a token, by index
 * @param closing events after the last token
 */
public record EventStream(String opening, int tokens, IntFunction<String> token, String closing) {}
