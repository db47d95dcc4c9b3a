package dev.sluice.dispatcher.deliver;

/** Who is told that deliveries are due, so that they need not wait to be found. */
@FunctionalInterface
public interface DueDeliveries {

  /** Returns at once. Telling too often or not at all changes no more than the latency. */
  void arrived();
}
