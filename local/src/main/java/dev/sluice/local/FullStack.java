package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataFolder;
import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.Demo;
import dev.sluice.local.demo.DemoFailure;
import dev.sluice.local.infra.EarlierJobs;
import dev.sluice.local.infra.Infra;
import dev.sluice.local.infra.InfraFile;
import dev.sluice.local.part.Parts;
import dev.sluice.local.services.Providers;
import dev.sluice.local.services.Services;
import dev.sluice.local.settings.Settings;
import dev.sluice.wire.Topics;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Broker, database, services and provider, and one job to show that they work. */
final class FullStack {
  private final Settings settings;
  private final DataFolder data;
  private final Parts parts;
  private final Console console;

  FullStack(Settings settings, DataFolder data, Parts parts, Console console) {
    this.settings = settings;
    this.data = data;
    this.parts = parts;
    this.console = console;
  }

  void start() {
    settings.apiPort().requireFree();
    Providers providers = Providers.of(System.getenv());
    console.line("Sluice starts; data and logs in " + data.path());
    var starting = Infra.begin(parts, data, settings.kafkaPort(), settings.postgresPort());
    Map<String, String> reach =
        providers.simulated() ? Services.reach(Services.beginSimulator(parts)) : Map.of();
    Infra infra = starting.started();
    InfraFile.publish(parts, infra, data);
    Map<String, String> shared = new LinkedHashMap<>(InfraFile.variables(infra, data));
    shared.putAll(reach);
    Topics topics = Services.start(parts, settings.apiPort(), shared);
    console.field("Kafka", infra.bootstrapServers());
    console.field("Postgres", "%s, %s".formatted(infra.jdbcUrl(), EarlierJobs.in(infra)));
    console.field(
        "provider",
        providers.simulated()
            ? "simulated at "
                + reach.get("ANTHROPIC_BASE_URL")
                + "; set OPENAI_API_KEY or ANTHROPIC_API_KEY for a real one"
            : "real");
    show(new Demo.Stack(api(), infra.bootstrapServers(), topics.events(), providers.model()));
  }

  private void show(Demo.Stack stack) {
    Keys keys = data.keys();
    console.line("");
    console.line("One job, all the way:");
    try {
      new Guide(stack, new Demo(stack, console).run(keys)).print(console);
    } catch (DemoFailure e) {
      console.line(
          "This did not work: %s See %s.".formatted(e.getMessage(), data.path().resolve("logs")));
    }
    console.line("");
    console.line(
        "ready in %.1f s; Ctrl-C stops."
            .formatted(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0));
  }

  private URI api() {
    return URI.create("http://127.0.0.1:" + settings.apiPort().number());
  }
}
