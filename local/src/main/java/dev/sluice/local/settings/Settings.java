package dev.sluice.local.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * The local stack's settings, from environment variables.
 *
 * @param data {@code SLUICE_DATA}, default {@code ./.sluice}
 * @param apiPort {@code SLUICE_PORT}, default 8080
 * @param kafkaPort {@code SLUICE_KAFKA_PORT}, default 19092
 * @param postgresPort {@code SLUICE_POSTGRES_PORT}, default 15432
 */
public record Settings(Path data, Port apiPort, Port kafkaPort, Port postgresPort) {

  // Not the standard ports 9092 and 5432, which are often in use already.
  private static final int KAFKA = 19_092;
  private static final int POSTGRES = 15_432;
  private static final int API = 8080;

  /**
   * Reads the environment.
   *
   * @throws StartupException if a value is invalid
   */
  public static Settings of(Map<String, String> environment) {
    return new Settings(
        Path.of(value(environment, "SLUICE_DATA", ".sluice")),
        Port.of(environment, "SLUICE_PORT", API),
        Port.of(environment, "SLUICE_KAFKA_PORT", KAFKA),
        Port.of(environment, "SLUICE_POSTGRES_PORT", POSTGRES));
  }

  /** An empty variable counts as unset. */
  private static String value(Map<String, String> environment, String name, String defaultValue) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? defaultValue : value.strip();
  }

  /** A loopback port and the variable that sets it. */
  public record Port(int number, String variable) {

    private static final int HIGHEST = 65_535;

    static Port of(Map<String, String> environment, String variable, int defaultPort) {
      String text = value(environment, variable, Integer.toString(defaultPort));
      if (!text.matches("[0-9]{1,5}")
          || Integer.parseInt(text) < 1
          || Integer.parseInt(text) > HIGHEST) {
        throw new StartupException(
            "%s must be a port number from 1 to %d, not \"%s\"".formatted(variable, HIGHEST, text));
      }
      return new Port(Integer.parseInt(text), variable);
    }

    /**
     * Checks that the port is free.
     *
     * @throws StartupException if it is in use
     */
    public void requireFree() {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      } catch (IOException taken) {
        throw inUse();
      }
    }

    public StartupException inUse() {
      return new StartupException(
          "Port %d is in use. Stop the process that uses it, or set %s to another port."
              .formatted(number, variable));
    }
  }
}
