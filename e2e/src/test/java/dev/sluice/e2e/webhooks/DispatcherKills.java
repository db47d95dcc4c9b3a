package dev.sluice.e2e.webhooks;

import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Kills dispatchers and records which events they were sending. */
final class DispatcherKills {
  private final Stack stack;
  private final String tenant;
  private final Set<String> interruptedEvents = new HashSet<>();
  private int count;
  private int interrupted;

  DispatcherKills(Stack stack, String tenant) {
    this.stack = stack;
    this.tenant = tenant;
  }

  /** Kills the dispatcher. Pauses it first, so that the set of events being sent is exact. */
  void kill(ServiceProcess dispatcher) {
    dispatcher.pause();
    List<String> sending =
        stack.column(
            "SELECT event_id FROM delivery WHERE status = 'sending' AND tenant = '%s'"
                .formatted(tenant));
    dispatcher.kill();
    count++;
    interrupted += sending.size();
    interruptedEvents.addAll(sending);
  }

  /** Events that were being sent when their dispatcher was killed. */
  Set<String> interruptedEvents() {
    return interruptedEvents;
  }

  @Override
  public String toString() {
    return "%d kills, %d interrupted attempts".formatted(count, interrupted);
  }

  int interruptedAttempts() {
    return interrupted;
  }
}
