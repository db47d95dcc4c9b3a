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
 * All of Sluice over separate processes, shared by all tests of this JVM: broker and database
 * embedded here, where a test can stop them, and each service from its jar. Tests keep apart by
 * tenants and prompts of their own.
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
    infra = cleanup.own(Infra.start());
    variables = new HashMap<>(infra.variables());
    variables.putAll(ServiceSettings.with(simulator.address()));
    processors = new Replicas(cleanup, Service.PROCESSOR, variables);
    dispatchers = new Replicas(cleanup, Service.DISPATCHER, variables);
    ServiceProcess processor = processors.begin();
    ServiceProcess dispatcher = dispatchers.begin();
    ServiceProcess api = launch(Service.API, variables);
    simulator.awaitReady();
    processor.awaitReady();
    dispatcher.awaitReady();
    admin = Client.withKey(api.awaitReady().address(), ServiceSettings.ADMIN_KEY);
    provider = new ProviderLog(simulator.address());
    events = cleanup.own(new EventLog(infra.kafka().bootstrapServers()));
    webhooks = cleanup.own(new WebhookReceiver());
  }

  /** Starts everything, side by side; on failure nothing is left running. */
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
    return cleanup.own(ServiceProcess.start(service, service.module(), variables));
  }

  /** A name that nobody else has: for a tenant, in a prompt, as a path. */
  public String freshName() {
    return "e2e-%d".formatted(names.incrementAndGet());
  }

  /** A client of a new tenant. */
  public Client newClient() {
    return admin.newTenant(freshName());
  }

  /** One more api, ready, for the caller to end. */
  public ServiceProcess anotherApi() {
    return cleanup
        .own(
            ServiceProcess.start(
                Service.API, "api-" + names.incrementAndGet(), Map.copyOf(variables)))
        .awaitReady();
  }

  /** The administrator's. */
  public Client admin() {
    return admin;
  }

  /** Where the API is. */
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

  /** Ends the leases that have more than a minute to go, as the database sees it. */
  public void endLongLeases() {
    String sql =
        "UPDATE worker SET expires_at = now() WHERE expires_at > now() + interval '1 minute'";
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (statement.executeUpdate(sql) == 0) {
        throw new IllegalStateException("No worker has a long lease");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The leases could not be ended", e);
    }
  }

  /** The first column of what a query finds, as text. */
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
   * Returns once every event that was due when this was called has been read: the relay publishes
   * in the order in which things happened, so a job that ends later is announced later.
   */
  public void settleEvents() {
    String marker = admin.submit(JobSpec.prompt(freshName())).jobId();
    await("a later job is announced")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !events.terminalOf(marker).isEmpty());
  }

  public WebhookReceiver webhooks() {
    return webhooks;
  }

  /** Ends every process. */
  @Override
  public void close() {
    cleanup.close();
  }
}
