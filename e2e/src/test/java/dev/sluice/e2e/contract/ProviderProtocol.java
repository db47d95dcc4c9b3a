package dev.sluice.e2e.contract;

/** A protocol that providers speak, and a model that is reached through it. */
enum ProviderProtocol {
  OPENAI("gpt-4o"),
  ANTHROPIC("claude-sonnet-4-5");

  private final String model;

  ProviderProtocol(String model) {
    this.model = model;
  }

  String model() {
    return model;
  }
}
