package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;

/**
 * A validated chat request.
 *
 * @param streamed whether the client wants a stream
 * @param promptTokens the estimated tokens of the prompt
 */
public record ChatCall(ModelRequest request, boolean streamed, long promptTokens) {}
