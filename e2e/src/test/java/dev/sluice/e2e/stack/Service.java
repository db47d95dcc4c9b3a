package dev.sluice.e2e.stack;

import java.nio.file.Path;

/** The services, each with its own jar. */
public enum Service {
  API("api", "/ready"),
  PROCESSOR("processor", "/actuator/health"),
  DISPATCHER("webhook-dispatcher", "/actuator/health"),
  SIMULATOR("simulator", "/_calls/count");

  private final String module;
  private final String readyPath;

  Service(String module, String readyPath) {
    this.module = module;
    this.readyPath = readyPath;
  }

  /** The name of the module and its directory. */
  String module() {
    return module;
  }

  /** The executable jar from the build. */
  Path jar() {
    return Checkout.root().resolve(module).resolve("target").resolve("sluice-" + module + ".jar");
  }

  /** The path that returns 200 once the service is ready. */
  String readyPath() {
    return readyPath;
  }
}
