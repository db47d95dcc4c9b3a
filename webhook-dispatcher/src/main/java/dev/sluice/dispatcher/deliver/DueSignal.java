package dev.sluice.dispatcher.deliver;

/** Signals that deliveries are due, so that they are sent before the next poll. */
@FunctionalInterface
public interface DueSignal {

  /** Returns at once. Only the latency depends on it. */
  void deliveriesDue();
}
