package dev.sluice.local.services;

import dev.sluice.api.ApiApplication;
import dev.sluice.dispatcher.DispatcherApplication;
import dev.sluice.local.lifecycle.Components;
import dev.sluice.local.lifecycle.Components.Component;
import dev.sluice.local.settings.Settings.Port;
import dev.sluice.processor.ProcessorApplication;
import dev.sluice.simulator.SimulatorApplication;
import dev.sluice.simulator.http.SimulatorServer;
import dev.sluice.wire.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the services as Spring applications in this process, each with its own environment. */
public final class Services {
  private static final String STOP_GRACE = "5s";

  /** Shorter than the grace period, so that interrupted chats can still send an error. */
  private static final String CHAT_DRAIN = "3s";

  private static final List<String> API_ONLY =
      List.of(
          "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
          "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration");

  private Services() {}

  /** Starts the simulator on a free port and returns immediately. */
  public static Component<ConfigurableApplicationContext> startSimulator(Components components) {
    return components.start(
        "simulator", () -> run(SimulatorApplication.builder(), Map.of("SERVER_PORT", "0")));
  }

  /** Waits for the simulator and returns the variables that point services to it. */
  public static Map<String, String> providerVariables(
      Component<ConfigurableApplicationContext> simulator) {
    return ProviderChoice.simulatedAt(simulator.await().getBean(SimulatorServer.class).port());
  }

  /**
   * Starts the three services, waits for them and returns the topic names.
   *
   * @param shared environment variables of all services
   */
  public static Topics start(Components components, Port apiPort, Map<String, String> shared) {
    // Stopped in reverse order: first no new jobs are accepted; webhooks are delivered until last.
    Component<?> dispatcher = components.start("webhook-dispatcher", () -> runDispatcher(shared));
    Component<?> processor = components.start("processor", () -> runProcessor(shared));
    Component<ConfigurableApplicationContext> api =
        components.start("api", () -> runApi(apiPort, shared));
    processor.await();
    dispatcher.await();
    return api.await().getBean(Topics.class);
  }

  private static ConfigurableApplicationContext runApi(Port port, Map<String, String> shared) {
    Map<String, String> variables = new HashMap<>(shared);
    variables.put("SERVER_PORT", Integer.toString(port.number()));
    // A long poll must not delay Ctrl-C.
    variables.put("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", STOP_GRACE);
    variables.put("SLUICE_CHAT_DRAIN", CHAT_DRAIN);
    // A local stack is not reachable from other machines by default.
    variables.put("SERVER_ADDRESS", System.getenv().getOrDefault("SERVER_ADDRESS", "127.0.0.1"));
    try {
      return run(ApiApplication.builder(), variables);
    } catch (PortInUseException e) {
      throw port.inUse();
    }
  }

  private static ConfigurableApplicationContext runProcessor(Map<String, String> shared) {
    Map<String, String> variables = worker(shared);
    variables.put("SLUICE_RUN_DRAIN_GRACE", STOP_GRACE);
    return run(ProcessorApplication.builder(), variables);
  }

  private static ConfigurableApplicationContext runDispatcher(Map<String, String> shared) {
    Map<String, String> variables = worker(shared);
    variables.put("SLUICE_WEBHOOKS_QUEUE_DRAIN_GRACE", STOP_GRACE);
    return run(DispatcherApplication.builder(), variables);
  }

  private static Map<String, String> worker(Map<String, String> shared) {
    Map<String, String> variables = new HashMap<>(shared);
    // Workers need no HTTP server here.
    variables.put("SPRING_MAIN_WEB_APPLICATION_TYPE", "none");
    // The api's libraries are on the same class path.
    variables.put("SPRING_AUTOCONFIGURE_EXCLUDE", String.join(",", API_ONLY));
    return variables;
  }

  private static ConfigurableApplicationContext run(
      SpringApplicationBuilder application, Map<String, String> variables) {
    return application
        .environment(ServiceEnvironment.with(variables))
        // Lifetime determines the order in which components stop.
        .registerShutdownHook(false)
        .run();
  }
}
