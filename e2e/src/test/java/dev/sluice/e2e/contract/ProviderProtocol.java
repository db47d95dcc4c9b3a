package dev.sluice.e2e.contract;

/** A provider protocol and a model that is routed to it. */
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
