package dev.sluice.local.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the environment says about the local stack.
 *
 * @param data {@code SLUICE_DATA}, default {@code ./.sluice}
 * @param apiPort {@code SLUICE_PORT}, default 8080
 * @param kafkaPort {@code SLUICE_KAFKA_PORT}, default 19092
 * @param postgresPort {@code SLUICE_POSTGRES_PORT}, default 15432
 */
public record Settings(Path data, Port apiPort, Port kafkaPort, Port postgresPort) {

  // Not the servers' usual 9092 and 5432: many a machine runs one of those already.
  private static final int KAFKA = 19_092;
  private static final int POSTGRES = 15_432;
  private static final int API = 8080;

  /**
   * Reads the environment.
   *
   * @throws StartProblem where a value is of no use
   */
  public static Settings of(Map<String, String> environment) {
    return new Settings(
        Path.of(value(environment, "SLUICE_DATA", ".sluice")),
        Port.of(environment, "SLUICE_PORT", API),
        Port.of(environment, "SLUICE_KAFKA_PORT", KAFKA),
        Port.of(environment, "SLUICE_POSTGRES_PORT", POSTGRES));
  }

  /** An empty variable counts as absent. */
  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? otherwise : value.strip();
  }

  /** A port on loopback, and the variable that sets it. */
  public record Port(int number, String variable) {

    private static final int HIGHEST = 65_535;

    static Port of(Map<String, String> environment, String variable, int otherwise) {
      String text = value(environment, variable, Integer.toString(otherwise));
      if (!text.matches("[0-9]{1,5}")
          || Integer.parseInt(text) < 1
          || Integer.parseInt(text) > HIGHEST) {
        throw new StartProblem(
            "%s must be a port number from 1 to %d, not \"%s\"".formatted(variable, HIGHEST, text));
      }
      return new Port(Integer.parseInt(text), variable);
    }

    /**
     * Checks, before anything starts, that nothing listens on it.
     *
     * @throws StartProblem where something does
     */
    public void requireFree() {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      } catch (IOException taken) {
        throw inUse();
      }
    }

    /** What to say where something else listens on it. */
    public StartProblem inUse() {
      return new StartProblem(
          "Port %d is in use. Stop what listens there, or choose another port with %s."
              .formatted(number, variable));
    }
  }
}
