package dev.sluice.local;

import dev.sluice.local.console.Console;
import dev.sluice.local.demo.Demo;

/** What the user can do next. */
record Guide(Console console, Demo.Stack stack, String key) {

  void print() {
    console.line("");
    console.field("API", stack.api().toString());
    console.field("API key", key);
    console.field("events", "%s on %s".formatted(stack.eventsTopic(), stack.bootstrapServers()));
    console.line("");
    console.line("Try:");
    console.line("  curl -s %s/ready".formatted(stack.api()));
    console.line(
        "  curl -s %s/v1/jobs -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{\"prompt\":\"Say hello.\"}'"
            .formatted(stack.api(), key));
    console.line(
        "  curl -s '%s/v1/jobs/JOB_ID?wait=30' -H 'Authorization: Bearer %s'"
            .formatted(stack.api(), key));
  }
}
