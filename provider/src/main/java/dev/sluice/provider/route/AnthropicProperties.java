package dev.sluice.provider.route;

import dev.sluice.provider.call.ModelPattern;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A server of Anthropic's messages. Configured if it has a key or a base URL.
 *
 * @param apiKey its credential; by default {@code ANTHROPIC_API_KEY}
 * @param baseUrl without {@code /v1}; by default {@code ANTHROPIC_BASE_URL}, else Anthropic itself
 * @param maxInFlight concurrent calls; further ones wait, up to their deadline
 * @param temperatureModels patterns of models that accept {@code temperature} or {@code top_p};
 *     models after Claude Opus 4.6 refuse them
 */
public record AnthropicProperties(
    ProviderProperties.@Nullable ApiKey apiKey,
    @Nullable URI baseUrl,
    @DefaultValue("512") int maxInFlight,
    @DefaultValue({
          "claude-3*",
          "claude-*-4-0",
          "claude-*-4-1*",
          "claude-*-4-2025*",
          "claude-*-4-5*",
          "claude-*-4-6*"
        })
        List<ModelPattern> temperatureModels) {

  public AnthropicProperties {
    ProviderProperties.requirePermits(maxInFlight);
    temperatureModels = List.copyOf(temperatureModels);
  }
}
