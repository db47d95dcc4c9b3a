package dev.sluice.local.infra;

import dev.sluice.local.data.DataDirectory;
import dev.sluice.local.data.EnvFile;
import dev.sluice.local.lifecycle.Components;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code infra.env}: the environment variables, keys included, of services that run in separate
 * processes on this broker and database. The file exists exactly while both run, so scripts can
 * wait for it. A killed process leaves it behind until the next start.
 */
public final class InfraFile {

  private InfraFile() {}

  /** Writes the file. It is deleted before anything else is stopped. */
  public static EnvFile publish(Components components, Infra infra, DataDirectory data) {
    EnvFile file = data.infraFile();
    components
        .start(
            "infra.env",
            () -> {
              file.write(variables(infra, data));
              return file::delete;
            })
        .await();
    return file;
  }

  /** The environment variables of every service. */
  public static Map<String, String> variables(Infra infra, DataDirectory data) {
    Map<String, String> variables = new LinkedHashMap<>(infra.variables());
    variables.putAll(data.keys().forServices());
    // Developers run their webhook receivers on the same machine.
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_LOOPBACK", "true");
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_HTTP", "true");
    return variables;
  }
}
