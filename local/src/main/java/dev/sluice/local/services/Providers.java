package dev.sluice.local.services;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who answers the jobs: the providers that the caller's environment names, or else the simulated
 * one.
 *
 * @param simulated whether there is no other
 * @param model what to ask by default; always one that is routed to a provider that is there
 */
public record Providers(boolean simulated, String model) {

  private static final List<String> OPENAI = List.of("OPENAI_API_KEY", "OPENAI_BASE_URL");
  private static final List<String> ANTHROPIC = List.of("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL");

  /** A key, or a server that may need none, stands for a provider. */
  public static Providers of(Map<String, String> environment) {
    Predicate<String> isSet = name -> !environment.getOrDefault(name, "").isBlank();
    boolean openAi = OPENAI.stream().anyMatch(isSet);
    boolean anthropic = ANTHROPIC.stream().anyMatch(isSet);
    return new Providers(
        !openAi && !anthropic, anthropic && !openAi ? "claude-haiku-4-5" : "gpt-4o");
  }

  /** How a service reaches the simulated provider, by the names of the SDKs' variables. */
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
