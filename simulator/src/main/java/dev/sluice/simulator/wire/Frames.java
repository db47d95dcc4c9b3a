package dev.sluice.simulator.wire;

import java.util.function.IntFunction;

/**
 * A stream of server-sent events.
 *
 * @param opening what comes before the first token
 * @param tokens how many tokens there are
 * @param token the event of each token, made when it is asked for
 * @param closing what comes after the last token
 */
public record Frames(String opening, int tokens, IntFunction<String> token, String closing) {}
