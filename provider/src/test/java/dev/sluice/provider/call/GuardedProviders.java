package dev.sluice.provider.call;

import dev.sluice.provider.anthropic.AnthropicProtocol;
import dev.sluice.provider.openai.OpenAiDialect;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import dev.sluice.provider.openai.OpenAiProtocol;
import dev.sluice.work.RetryPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Real providers at the address of a test's peer. */
public final class GuardedProviders {

  private static final RetryAdvice ADVICE = new RetryAdvice(Clock.systemUTC());
  private static final RetryPolicy QUICK =
      new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(200), new Random(1));

  private GuardedProviders() {}

  public static GuardedProvider openAi(URI url) {
    return openAi(url, 10, new SimpleMeterRegistry());
  }

  public static GuardedProvider openAi(URI url, int permits, MeterRegistry registry) {
    OpenAiDialect dialect = new OpenAiDialect(MaxTokensField.MAX_TOKENS, List.of());
    return guarded(
        "openai",
        new Upstream(settings(url, permits), new OpenAiProtocol(dialect), ADVICE),
        permits,
        registry);
  }

  public static GuardedProvider anthropic(URI url) {
    List<ModelPattern> temperature = List.of(ModelPattern.of("*"));
    return guarded(
        "anthropic",
        new Upstream(settings(url, 10), new AnthropicProtocol(temperature), ADVICE),
        10,
        new SimpleMeterRegistry());
  }

  private static GuardedProvider guarded(
      String name, Upstream upstream, int permits, MeterRegistry registry) {
    return new GuardedProvider(name, upstream, permits, QUICK, new ProviderMetrics(registry));
  }

  private static Upstream.Settings settings(URI url, int permits) {
    return new Upstream.Settings(url, "sk-test", permits, Duration.ofSeconds(5));
  }
}
