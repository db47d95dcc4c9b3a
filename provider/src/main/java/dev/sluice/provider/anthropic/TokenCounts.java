package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.JsonReader;
import dev.sluice.provider.call.UpstreamException;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a message, which a stream tells at its start and, in full or in part, again at its
 * end: the last count that is there stands, but none is taken back by a zero. For one thread.
 */
final class TokenCounts {

  private long input;
  private long cacheRead;
  private long cacheWritten;

  void read(JsonReader json, AnswerBuilder answer) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "input_tokens" -> input = later(input, json.number());
        case "cache_read_input_tokens" -> {
          cacheRead = later(cacheRead, json.number());
          answer.cachedTokens(cacheRead);
        }
        case "cache_creation_input_tokens" -> cacheWritten = later(cacheWritten, json.number());
        case "output_tokens" -> answer.usage(null, json.number());
        default -> {}
      }
    });
    answer.usage(input + cacheRead + cacheWritten, null);
  }

  private static long later(long known, @Nullable Long count) {
    return count == null || count <= 0 ? known : count;
  }
}
