package dev.sluice.e2e.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The processors, of which tests start and kill as many as they like. */
public final class Processors {
  private final Cleanup cleanup;
  private final Map<String, String> variables;
  private final List<ServiceProcess> running = new ArrayList<>();
  private int started;

  Processors(Cleanup cleanup, Map<String, String> variables) {
    this.cleanup = cleanup;
    this.variables = Map.copyOf(variables);
  }

  /** The one processor that runs after this: ready, not paused, and alone. */
  public ServiceProcess only() {
    running.removeIf(processor -> !processor.isAlive());
    while (running.size() > 1) {
      running.removeLast().close();
    }
    if (running.isEmpty()) {
      another();
    }
    running.getFirst().resume();
    return running.getFirst();
  }

  /** One more, ready. */
  public ServiceProcess another() {
    return begin().awaitReady();
  }

  /** One more, on its way. */
  public ServiceProcess begin() {
    started++;
    ServiceProcess processor =
        cleanup.own(ServiceProcess.start(Service.PROCESSOR, "processor-" + started, variables));
    running.add(processor);
    return processor;
  }
}
