package dev.sluice.provider;

import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import dev.sluice.job.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Calls for tests. */
public final class Chats {

  public static final JobId JOB =
      new JobId(new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0001L));

  private Chats() {}

  public static ModelRequest hello(String model) {
    return saying(model, "Hello");
  }

  public static ModelRequest saying(String model, String text) {
    return request(model, "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
  }

  /** With a usual bound and temperature. */
  public static ModelRequest request(String model, String rest) {
    return new ModelRequest(model, 1000, 0.7, null, List.of(), json(rest));
  }

  /** Without anything that a caller may leave out. */
  public static ModelRequest bare(String model, String rest) {
    return new ModelRequest(model, null, null, null, List.of(), json(rest));
  }

  public static ModelRequest sampled(String model, double topP, long seed) {
    String rest =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"seed\":" + seed + "}";
    return new ModelRequest(model, 1000, 0.7, topP, List.of(), json(rest));
  }

  public static RawJson json(String text) {
    return RawJson.of(text.strip().getBytes(StandardCharsets.UTF_8));
  }

  public static ProviderCall call(ModelRequest request, Duration budget) {
    return new ProviderCall(request, Deadline.in(budget), new JobAttempt(JOB, 2));
  }

  public static ProviderCall call(ModelRequest request) {
    return call(request, Duration.ofSeconds(20));
  }
}
