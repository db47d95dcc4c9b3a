package dev.sluice.provider;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Role;
import dev.sluice.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Calls for tests. */
public final class Chats {

  public static final JobId JOB =
      new JobId(new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0001L));

  private Chats() {}

  public static ChatRequest hello(String model) {
    return conversation(model, List.of(Message.of(Role.USER, "Hello")));
  }

  public static ChatRequest conversation(String model, List<Message> messages) {
    return new ChatRequest(model, messages, 0.7, 1000, List.of(), List.of(), null, null);
  }

  public static ChatRequest sampled(String model, double topP, long seed) {
    return new ChatRequest(
        model,
        List.of(Message.of(Role.USER, "Hello")),
        0.7,
        1000,
        List.of(),
        List.of(),
        null,
        null,
        topP,
        seed);
  }

  public static ProviderCall call(ChatRequest request, Duration budget) {
    return new ProviderCall(request, Deadline.in(budget), new JobAttempt(JOB, 2));
  }

  public static ProviderCall call(ChatRequest request) {
    return call(request, Duration.ofSeconds(20));
  }
}
