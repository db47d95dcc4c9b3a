package dev.sluice.simulator.prompt;

import java.util.List;
import java.util.Optional;

/** The kinds of answer that the request allows or requires. */
public record OutputOptions(List<Tool> tools, ToolChoice toolChoice, Format format) {

  public OutputOptions {
    tools = List.copyOf(tools);
  }

  public Optional<Tool> tool(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }
}
