package dev.sluice.simulator.prompt;

import java.util.List;

/**
 * Where the answer ends at the latest.
 *
 * @param maxTokens {@link Integer#MAX_VALUE} where the request names none
 */
public record Limits(int maxTokens, List<String> stopSequences) {

  public Limits {
    stopSequences = List.copyOf(stopSequences);
  }
}
