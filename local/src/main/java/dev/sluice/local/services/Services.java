package dev.sluice.local.services;

import dev.sluice.api.ApiApplication;
import dev.sluice.dispatcher.DispatcherApplication;
import dev.sluice.local.part.Parts;
import dev.sluice.local.part.Parts.Part;
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

/**
 * Starts the services as Spring applications of this process, each in an environment of its own.
 */
public final class Services {
  private static final String STOP_GRACE = "5s";

  /** Shorter, so that chats which are ended get to say so. */
  private static final String CHAT_DRAIN = "3s";

  private static final List<String> API_ONLY =
      List.of(
          "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
          "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
          "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration");

  private Services() {}

  /** Begins to start the simulated provider, on any free port. */
  public static Part<ConfigurableApplicationContext> beginSimulator(Parts parts) {
    return parts.begin(
        "simulator", () -> run(SimulatorApplication.builder(), Map.of("SERVER_PORT", "0")));
  }

  /** How the services reach the simulated provider, once it has started. */
  public static Map<String, String> reach(Part<ConfigurableApplicationContext> simulator) {
    return Providers.simulatedAt(simulator.started().getBean(SimulatorServer.class).port());
  }

  /**
   * Returns the topics' names once all three run.
   *
   * @param shared what all of them get
   */
  public static Topics start(Parts parts, Port apiPort, Map<String, String> shared) {
    // Stopped in reverse: nothing new comes in first, events are delivered to the last.
    Part<?> dispatcher = parts.begin("webhook-dispatcher", () -> runDispatcher(shared));
    Part<?> processor = parts.begin("processor", () -> runProcessor(shared));
    Part<ConfigurableApplicationContext> api = parts.begin("api", () -> runApi(apiPort, shared));
    processor.started();
    dispatcher.started();
    return api.started().getBean(Topics.class);
  }

  private static ConfigurableApplicationContext runApi(Port port, Map<String, String> shared) {
    Map<String, String> variables = new HashMap<>(shared);
    variables.put("SERVER_PORT", Integer.toString(port.number()));
    // A long poll must not hold Ctrl-C up.
    variables.put("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", STOP_GRACE);
    variables.put("SLUICE_CHAT_DRAIN", CHAT_DRAIN);
    // What runs for one person on one machine answers nobody else unasked.
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
    // What it does shows in the database and the topics; it needs no port here.
    variables.put("SPRING_MAIN_WEB_APPLICATION_TYPE", "none");
    // The api's libraries lie on the same class path.
    variables.put("SPRING_AUTOCONFIGURE_EXCLUDE", String.join(",", API_ONLY));
    return variables;
  }

  private static ConfigurableApplicationContext run(
      SpringApplicationBuilder application, Map<String, String> variables) {
    return application
        .environment(ServiceEnvironment.with(variables))
        // The order in which things stop is ours.
        .registerShutdownHook(false)
        .run();
  }
}
