package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataDirectory;
import dev.sluice.local.data.EnvFile;
import dev.sluice.local.infra.Infra;
import dev.sluice.local.infra.InfraFile;
import dev.sluice.local.lifecycle.Components;
import dev.sluice.local.settings.Settings;

/** Runs only broker and database, for services in separate processes. */
final class InfraOnly {

  private InfraOnly() {}

  static void start(Settings settings, DataDirectory data, Components components, Console console) {
    Infra infra =
        Infra.start(components, data, settings.kafkaPort(), settings.postgresPort()).await();
    EnvFile file = InfraFile.publish(components, infra, data);
    console.line("Kafka and Postgres are ready; data is in " + data.path());
    console.field("Kafka", infra.bootstrapServers());
    console.field("Postgres", infra.jdbcUrl());
    console.line("");
    console.line("To run a service against them, load these variables first:");
    console.line("  set -a; . %s; set +a".formatted(file.path()));
    console.line("Press Ctrl-C to stop.");
  }
}
