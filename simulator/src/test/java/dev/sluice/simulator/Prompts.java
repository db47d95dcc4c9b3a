package dev.sluice.simulator;

import dev.sluice.simulator.prompt.Conversation;
import dev.sluice.simulator.prompt.Delivery;
import dev.sluice.simulator.prompt.Demand;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.ToolChoice;
import java.util.List;

/** Prompts for tests. */
public final class Prompts {

  public static final Demand TEXT = new Demand(List.of(), new ToolChoice.Free(), new Format.Text());
  public static final Limits UNLIMITED = new Limits(Integer.MAX_VALUE, List.of());

  private Prompts() {}

  public static Prompt of(String model, String message) {
    return of(model, message, TEXT, UNLIMITED);
  }

  public static Prompt of(String model, String message, Demand demand, Limits limits) {
    Conversation conversation = new Conversation(message, 10);
    return new Prompt(model, conversation, demand, limits, new Delivery(false, false));
  }
}
