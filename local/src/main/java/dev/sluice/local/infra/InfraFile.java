package dev.sluice.local.infra;

import dev.sluice.local.data.DataFolder;
import dev.sluice.local.data.EnvFile;
import dev.sluice.local.part.Parts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code infra.env}: what a service of its own process needs to run on this broker and database,
 * keys included. It is there exactly while both serve, and may be waited for; only a process that
 * was killed leaves it behind, until the next start.
 */
public final class InfraFile {

  private InfraFile() {}

  /** Writes the file; it is deleted as the first of all things that stop. */
  public static EnvFile publish(Parts parts, Infra infra, DataFolder data) {
    EnvFile file = data.infraFile();
    parts
        .begin(
            "infra.env",
            () -> {
              file.write(variables(infra, data));
              return file::delete;
            })
        .started();
    return file;
  }

  /** What every service of the local stack gets. */
  public static Map<String, String> variables(Infra infra, DataFolder data) {
    Map<String, String> variables = new LinkedHashMap<>(infra.variables());
    variables.putAll(data.keys().ofServices());
    // A developer's webhook receiver runs on the same machine.
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_LOOPBACK", "true");
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_HTTP", "true");
    return variables;
  }
}
