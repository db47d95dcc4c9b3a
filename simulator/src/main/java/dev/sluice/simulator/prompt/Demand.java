package dev.sluice.simulator.prompt;

import java.util.List;
import java.util.Optional;

/** Which kind of answer the request allows or insists on. */
public record Demand(List<Tool> tools, ToolChoice toolChoice, Format format) {

  public Demand {
    tools = List.copyOf(tools);
  }

  public Optional<Tool> tool(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }
}
