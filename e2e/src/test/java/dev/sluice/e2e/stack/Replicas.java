package dev.sluice.e2e.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of one service, which tests start and kill. */
public final class Replicas {
  private final Cleanup cleanup;
  private final Service service;
  private final Map<String, String> variables;
  private final List<ServiceProcess> running = new ArrayList<>();
  private int started;

  Replicas(Cleanup cleanup, Service service, Map<String, String> variables) {
    this.cleanup = cleanup;
    this.service = service;
    this.variables = Map.copyOf(variables);
  }

  /** Ensures that exactly one replica is running, ready and not paused, and returns it. */
  public synchronized ServiceProcess only() {
    running.removeIf(replica -> !replica.isAlive());
    while (running.size() > 1) {
      running.removeLast().close();
    }
    if (running.isEmpty()) {
      startAnother();
    }
    running.getFirst().resume();
    return running.getFirst();
  }

  /** Replaces all replicas by one with the default settings. */
  public synchronized void restartWithDefaults() {
    running.forEach(ServiceProcess::close);
    running.clear();
    startAnother();
  }

  /** Replaces all replicas by one with these additional settings. The caller must stop it. */
  public synchronized ServiceProcess restartWith(Map<String, String> overrides) {
    running.forEach(ServiceProcess::close);
    running.clear();
    Map<String, String> settings = new HashMap<>(variables);
    settings.putAll(overrides);
    return start(settings).awaitReady();
  }

  /** Starts another replica and waits until it is ready. */
  public ServiceProcess startAnother() {
    return start().awaitReady();
  }

  /** Starts another replica without waiting. */
  public ServiceProcess start() {
    return start(variables);
  }

  private synchronized ServiceProcess start(Map<String, String> settings) {
    started++;
    String name = service.module() + "-" + started;
    ServiceProcess replica = cleanup.register(ServiceProcess.start(service, name, settings));
    running.add(replica);
    return replica;
  }
}
