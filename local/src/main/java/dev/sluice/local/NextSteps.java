package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.demo.Demo;

/** Prints the API key and example commands. */
record NextSteps(Demo.Stack stack, Demo.Result demo) {

  void print(Console console) {
    String asUser = "-H 'Authorization: Bearer %s'".formatted(demo.apiKey());
    console.line("");
    console.field("API", stack.api().toString());
    console.field("API key", demo.apiKey());
    console.line("");
    console.line("Try:");
    console.line(
        "  curl -s %s/v1/jobs %s -H 'Content-Type: application/json' -d '{\"prompt\":\"Say hello.\"}'"
            .formatted(stack.api(), asUser));
    console.line(
        "  curl -s '%s/v1/jobs/%s?wait=30' %s".formatted(stack.api(), demo.jobId(), asUser));
    console.line(
        "  curl -s %s/v1/jobs/%s/deliveries %s".formatted(stack.api(), demo.jobId(), asUser));
  }
}
