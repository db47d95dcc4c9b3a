package dev.sluice.simulator.prompt;

import java.util.List;

/**
 * @param maxTokens {@link Integer#MAX_VALUE} if the request sets none
 */
public record Limits(int maxTokens, List<String> stopSequences) {

  public Limits {
    stopSequences = List.copyOf(stopSequences);
  }
}
