package dev.sluice.webhooks.delivery;

import java.util.List;

/**
 * What a claim brought.
 *
 * @param started in the order of the picks, the first of each before the second of any
 * @param taken what came of each pick; empty where the worker has no live lease
 */
public record Claimed(List<Started> started, List<Taken> taken) {

  public Claimed {
    started = List.copyOf(started);
    taken = List.copyOf(taken);
  }
}
