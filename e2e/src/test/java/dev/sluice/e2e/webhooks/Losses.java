package dev.sluice.e2e.webhooks;

import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Dispatchers that were killed, and which events they were sending at that moment. */
final class Losses {
  private final Stack stack;
  private final String tenant;
  private final Set<String> underWay = new HashSet<>();
  private int kills;
  private int interrupted;

  Losses(Stack stack, String tenant) {
    this.stack = stack;
    this.tenant = tenant;
  }

  /** SIGKILL; stopped before, so that what it was sending can be told exactly. */
  void kill(ServiceProcess dispatcher) {
    dispatcher.pause();
    List<String> sending =
        stack.column(
            "SELECT event_id FROM delivery WHERE status = 'sending' AND tenant = '%s'"
                .formatted(tenant));
    dispatcher.kill();
    kills++;
    interrupted += sending.size();
    underWay.addAll(sending);
  }

  /** Events that were being sent when their dispatcher was killed. */
  Set<String> underWay() {
    return underWay;
  }

  @Override
  public String toString() {
    return "%d kills, %d attempts under way at them".formatted(kills, interrupted);
  }

  int interrupted() {
    return interrupted;
  }
}
