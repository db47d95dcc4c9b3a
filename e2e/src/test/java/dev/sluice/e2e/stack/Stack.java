package dev.sluice.e2e.stack;

import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.EventLog;
import dev.sluice.e2e.observe.ProviderLog;
import dev.sluice.e2e.observe.WebhookReceiver;
import dev.sluice.embedded.EmbeddedDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
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
  private final Processors processors;
  private final Client admin;
  private final ProviderLog provider;
  private final EventLog events;
  private final WebhookReceiver webhooks;

  private Stack(Cleanup cleanup) {
    this.cleanup = cleanup;
    ServiceProcess simulator = launch(Service.SIMULATOR, Map.of());
    infra = cleanup.own(Infra.start());
    Map<String, String> variables = new HashMap<>(infra.variables());
    variables.putAll(ServiceSettings.with(simulator.address()));
    processors = new Processors(cleanup, variables);
    ServiceProcess processor = processors.begin();
    ServiceProcess dispatcher = launch(Service.DISPATCHER, variables);
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

  /** Where the API is. */
  public URI api() {
    return admin.api();
  }

  public Processors processors() {
    return processors;
  }

  public EmbeddedDatabase database() {
    return infra.database();
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
