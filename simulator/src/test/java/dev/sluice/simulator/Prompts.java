package dev.sluice.simulator;

import dev.sluice.simulator.prompt.Conversation;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.OutputOptions;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.StreamOptions;
import dev.sluice.simulator.prompt.ToolChoice;
import java.util.List;

public final class Prompts {

  public static final OutputOptions TEXT =
      new OutputOptions(List.of(), new ToolChoice.Auto(), new Format.Text());
  public static final Limits UNLIMITED = new Limits(Integer.MAX_VALUE, List.of());

  private Prompts() {}

  public static Prompt of(String model, String message) {
    return of(model, message, TEXT, UNLIMITED);
  }

  public static Prompt of(String model, String message, OutputOptions output, Limits limits) {
    Conversation conversation = new Conversation(message, 10);
    return new Prompt(model, conversation, output, limits, new StreamOptions(false, false));
  }
}
