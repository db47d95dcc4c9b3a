package dev.sluice.local.services;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The providers that run the jobs: those that the environment configures, or else the simulator.
 *
 * @param simulated whether no provider is configured
 * @param model default model of the demo, served by a configured provider
 */
public record ProviderChoice(boolean simulated, String model) {

  private static final List<String> OPENAI = List.of("OPENAI_API_KEY", "OPENAI_BASE_URL");
  private static final List<String> ANTHROPIC = List.of("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL");

  /** A provider is configured by its API key or its base URL, since some servers need no key. */
  public static ProviderChoice of(Map<String, String> environment) {
    Predicate<String> isSet = name -> !environment.getOrDefault(name, "").isBlank();
    boolean openAi = OPENAI.stream().anyMatch(isSet);
    boolean anthropic = ANTHROPIC.stream().anyMatch(isSet);
    return new ProviderChoice(
        !openAi && !anthropic, anthropic && !openAi ? "claude-haiku-4-5" : "gpt-4o");
  }

  /** The environment variables that point services to the simulator. */
  static Map<String, String> simulatedAt(int port) {
    String address = "http://127.0.0.1:" + port;
    return Map.of(
        "OPENAI_API_KEY",
        "simulated",
        "OPENAI_BASE_URL",
        address + "/v1",
        "ANTHROPIC_API_KEY",
        "simulated",
        "ANTHROPIC_BASE_URL",
        address);
  }
}
