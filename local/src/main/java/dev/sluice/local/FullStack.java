package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataDirectory;
import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.Demo;
import dev.sluice.local.demo.DemoException;
import dev.sluice.local.infra.EarlierJobs;
import dev.sluice.local.infra.Infra;
import dev.sluice.local.infra.InfraFile;
import dev.sluice.local.lifecycle.Components;
import dev.sluice.local.services.ProviderChoice;
import dev.sluice.local.services.Services;
import dev.sluice.local.settings.Settings;
import dev.sluice.wire.Topics;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs broker, database, services and provider in this process, and one demo job. */
final class FullStack {
  private final Settings settings;
  private final DataDirectory data;
  private final Components components;
  private final Console console;

  FullStack(Settings settings, DataDirectory data, Components components, Console console) {
    this.settings = settings;
    this.data = data;
    this.components = components;
    this.console = console;
  }

  void start() {
    settings.apiPort().requireFree();
    ProviderChoice providers = ProviderChoice.of(System.getenv());
    console.line("Starting Sluice; data and logs are in " + data.path());
    var starting = Infra.start(components, data, settings.kafkaPort(), settings.postgresPort());
    Map<String, String> providerVariables =
        providers.simulated()
            ? Services.providerVariables(Services.startSimulator(components))
            : Map.of();
    Infra infra = starting.await();
    InfraFile.publish(components, infra, data);
    Map<String, String> shared = new LinkedHashMap<>(InfraFile.variables(infra, data));
    shared.putAll(providerVariables);
    Topics topics = Services.start(components, settings.apiPort(), shared);
    console.field("Kafka", infra.bootstrapServers());
    console.field("Postgres", "%s, %s".formatted(infra.jdbcUrl(), EarlierJobs.in(infra)));
    console.field(
        "provider",
        providers.simulated()
            ? "simulated at "
                + providerVariables.get("ANTHROPIC_BASE_URL")
                + "; set OPENAI_API_KEY or ANTHROPIC_API_KEY to use a real one"
            : "real");
    show(new Demo.Stack(api(), infra.bootstrapServers(), topics.events(), providers.model()));
  }

  private void show(Demo.Stack stack) {
    Keys keys = data.keys();
    console.line("");
    console.line("One job, end to end:");
    try {
      new NextSteps(stack, new Demo(stack, console).run(keys)).print(console);
    } catch (DemoException e) {
      console.line(
          "The demo failed: %s; see the logs in %s"
              .formatted(e.getMessage(), data.path().resolve("logs")));
    }
    console.line("");
    console.line(
        "Ready in %.1f s. Press Ctrl-C to stop."
            .formatted(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0));
  }

  private URI api() {
    return URI.create("http://127.0.0.1:" + settings.apiPort().number());
  }
}
