package dev.sluice.processor.running;

import dev.sluice.wire.RequestBounds;
import org.jspecify.annotations.Nullable;

/** How far a job has come, from what its answer is so far. */
final class Progress {

  // An English token is about four characters; what matters is that it costs nothing to know.
  private static final double CHARACTERS_PER_TOKEN = 4;

  // Only a completed job has come all the way.
  private static final double MOST = 0.99;

  private Progress() {}

  /** The share of the longest answer allowed, or else of one of 1000 tokens, 0.0–0.99. */
  static double estimate(int characters, @Nullable Integer limit) {
    int maxTokens = limit == null ? RequestBounds.DEFAULT_MAX_TOKENS : limit;
    return Math.min(MOST, characters / CHARACTERS_PER_TOKEN / maxTokens);
  }
}
