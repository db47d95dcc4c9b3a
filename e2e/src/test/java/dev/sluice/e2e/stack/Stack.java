package dev.sluice.e2e.stack;

import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.EventLog;
import dev.sluice.e2e.observe.ProviderLog;
import dev.sluice.e2e.observe.WebhookReceiver;
import dev.sluice.embedded.EmbeddedDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sluice in separate processes, shared by all tests of this JVM. Broker and database are embedded,
 * so that tests can stop them; each service runs from its jar. Tests isolate themselves with their
 * own tenants and prompts.
 */
public final class Stack implements AutoCloseable {
  private final Cleanup cleanup;
  private final AtomicInteger names = new AtomicInteger();
  private final Infra infra;
  private final Map<String, String> variables;
  private final Replicas processors;
  private final Replicas dispatchers;
  private final Client admin;
  private final ProviderLog provider;
  private final EventLog events;
  private final WebhookReceiver webhooks;

  private Stack(Cleanup cleanup) {
    this.cleanup = cleanup;
    ServiceProcess simulator = launch(Service.SIMULATOR, Map.of());
    infra = cleanup.register(Infra.start());
    variables = new HashMap<>(infra.variables());
    variables.putAll(ServiceSettings.with(simulator.address()));
    processors = new Replicas(cleanup, Service.PROCESSOR, variables);
    dispatchers = new Replicas(cleanup, Service.DISPATCHER, variables);
    ServiceProcess processor = processors.start();
    ServiceProcess dispatcher = dispatchers.start();
    ServiceProcess api = launch(Service.API, variables);
    simulator.awaitReady();
    processor.awaitReady();
    dispatcher.awaitReady();
    admin = Client.withKey(api.awaitReady().address(), ServiceSettings.ADMIN_KEY);
    provider = new ProviderLog(simulator.address());
    events = cleanup.register(new EventLog(infra.kafka().bootstrapServers()));
    webhooks = cleanup.register(new WebhookReceiver());
  }

  /** Starts everything in parallel. On failure, everything is stopped. */
  static Stack start() {
    Cleanup cleanup = new Cleanup();
    try {
      return new Stack(cleanup);
    } catch (RuntimeException e) {
      cleanup.close();
      throw e;
    }
  }

  private ServiceProcess launch(Service service, Map<String, String> variables) {
    return cleanup.register(ServiceProcess.start(service, service.module(), variables));
  }

  /** Returns a unique name for a tenant, prompt or path. */
  public String uniqueName() {
    return "e2e-%d".formatted(names.incrementAndGet());
  }

  /** Creates a tenant and returns its client. */
  public Client newClient() {
    return admin.newTenant(uniqueName());
  }

  /** Starts another api and waits until it is ready. The caller must close it. */
  public ServiceProcess startAnotherApi() {
    return cleanup
        .register(
            ServiceProcess.start(
                Service.API, "api-" + names.incrementAndGet(), Map.copyOf(variables)))
        .awaitReady();
  }

  /** The administrator's client. */
  public Client admin() {
    return admin;
  }

  public URI api() {
    return admin.api();
  }

  public Replicas processors() {
    return processors;
  }

  public Replicas dispatchers() {
    return dispatchers;
  }

  public Broker broker() {
    return infra.kafka();
  }

  public EmbeddedDatabase database() {
    return infra.database();
  }

  /** Expires, in the database, all leases that last for more than a minute. */
  public void expireLongLeases() {
    String sql =
        "UPDATE worker SET expires_at = now() WHERE expires_at > now() + interval '1 minute'";
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (statement.executeUpdate(sql) == 0) {
        throw new IllegalStateException("No worker has a lease of more than a minute");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The leases could not be expired", e);
    }
  }

  /** Runs a query and returns its first column as text. */
  public List<String> column(String query) {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("The query failed", e);
    }
  }

  private Connection connect() throws SQLException {
    EmbeddedDatabase database = infra.database();
    return DriverManager.getConnection(
        database.jdbcUrl(Infra.DATABASE), database.username(), database.password());
  }

  public String bootstrapServers() {
    return infra.kafka().bootstrapServers();
  }

  public ProviderLog provider() {
    return provider;
  }

  public EventLog events() {
    return events;
  }

  /**
   * Waits until all events that were pending at the time of the call have been read. The relay
   * publishes in order, so it suffices to wait for the event of a new job.
   */
  public void awaitPendingEvents() {
    String marker = admin.submit(JobSpec.prompt(uniqueName())).jobId();
    await("the event of a later job")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !events.terminalOf(marker).isEmpty());
  }

  public WebhookReceiver webhooks() {
    return webhooks;
  }

  /** Stops all processes. */
  @Override
  public void close() {
    cleanup.close();
  }
}
