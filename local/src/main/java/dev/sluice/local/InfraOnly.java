package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.data.DataFolder;
import dev.sluice.local.data.EnvFile;
import dev.sluice.local.infra.Infra;
import dev.sluice.local.infra.InfraFile;
import dev.sluice.local.part.Parts;
import dev.sluice.local.settings.Settings;

/** Broker and database, for services that run as processes of their own. */
final class InfraOnly {

  private InfraOnly() {}

  static void start(Settings settings, DataFolder data, Parts parts, Console console) {
    Infra infra = Infra.begin(parts, data, settings.kafkaPort(), settings.postgresPort()).started();
    EnvFile file = InfraFile.publish(parts, infra, data);
    console.line("Broker and database are ready; data in " + data.path());
    console.field("Kafka", infra.bootstrapServers());
    console.field("Postgres", infra.jdbcUrl());
    console.line("");
    console.line("A service of Sluice reaches both with the variables of");
    console.line("  set -a; . %s; set +a".formatted(file.path()));
    console.line("Ctrl-C stops both.");
  }
}
