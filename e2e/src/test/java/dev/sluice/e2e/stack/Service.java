package dev.sluice.e2e.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The services, each with its own jar. */
public enum Service {
  API("api", "/ready"),
  PROCESSOR("processor", "/actuator/health"),
  DISPATCHER("webhook-dispatcher", "/actuator/health"),
  SIMULATOR("simulator", "/_calls/count");

  private static final Map<Service, Path> EXTRACTED = new ConcurrentHashMap<>();

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

  /** The executable jar from the build, extracted: it starts in half the time. */
  Path jar() {
    return EXTRACTED.computeIfAbsent(this, Service::extract);
  }

  private Path extract() {
    String name = "sluice-" + module + ".jar";
    Path built = Checkout.root().resolve(module).resolve("target").resolve(name);
    Path directory = Checkout.target("e2e-services").resolve(module);
    try {
      int status =
          new ProcessBuilder(
                  Checkout.java(),
                  "-XX:TieredStopAtLevel=1",
                  "-Djarmode=tools",
                  "-jar",
                  built.toString(),
                  "extract",
                  "--force",
                  "--destination",
                  directory.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.INHERIT)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("Extracting " + built + " exited with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
    return directory.resolve(name);
  }

  /** The path that returns 200 once the service is ready. */
  String readyPath() {
    return readyPath;
  }
}
