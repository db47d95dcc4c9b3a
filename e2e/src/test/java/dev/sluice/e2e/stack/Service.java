package dev.sluice.e2e.stack;

import java.nio.file.Path;

/** What can be started from a jar. */
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

  /** Its module's name, and its folder's. */
  String module() {
    return module;
  }

  /** The executable jar, as the build leaves it. */
  Path jar() {
    return Checkout.root().resolve(module).resolve("target").resolve("sluice-" + module + ".jar");
  }

  /** Answers 200 once the service is ready. */
  String readyPath() {
    return readyPath;
  }
}
