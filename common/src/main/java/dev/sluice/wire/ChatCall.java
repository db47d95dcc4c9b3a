package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;

/**
 * A chat as it was asked for.
 *
 * @param streamed whether the answer is wanted piece by piece
 * @param promptTokens about how many tokens the prompt is
 */
public record ChatCall(ModelRequest request, boolean streamed, long promptTokens) {}
