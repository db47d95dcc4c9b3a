package dev.sluice.e2e.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of one service, of which tests start and kill as many as they like. */
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

  /** The one that runs after this: ready, not paused, and alone. */
  public synchronized ServiceProcess only() {
    running.removeIf(replica -> !replica.isAlive());
    while (running.size() > 1) {
      running.removeLast().close();
    }
    if (running.isEmpty()) {
      another();
    }
    running.getFirst().resume();
    return running.getFirst();
  }

  /** Ends those that run, however they are set up; the next that is asked for is as all are. */
  public synchronized void replaceAll() {
    running.forEach(ServiceProcess::close);
    running.clear();
    another();
  }

  /** Likewise, one that is set up otherwise in these respects; whoever asks for it ends it. */
  public synchronized ServiceProcess onlyWith(Map<String, String> otherwise) {
    running.forEach(ServiceProcess::close);
    running.clear();
    Map<String, String> settings = new HashMap<>(variables);
    settings.putAll(otherwise);
    return begin(settings).awaitReady();
  }

  /** One more, ready. */
  public ServiceProcess another() {
    return begin().awaitReady();
  }

  /** One more, on its way. */
  public ServiceProcess begin() {
    return begin(variables);
  }

  private synchronized ServiceProcess begin(Map<String, String> settings) {
    started++;
    String name = service.module() + "-" + started;
    ServiceProcess replica = cleanup.own(ServiceProcess.start(service, name, settings));
    running.add(replica);
    return replica;
  }
}
