package dev.sluice.provider.route;

import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A server of OpenAI's chat completions. Configured if it has a key or a base URL.
 *
 * @param apiKey its credential; for {@code sluice.provider.openai} the default is {@code
 *     OPENAI_API_KEY}
 * @param baseUrl including {@code /v1}; for {@code sluice.provider.openai} the default is {@code
 *     OPENAI_BASE_URL}, else OpenAI itself
 * @param maxInFlight concurrent calls; further ones wait, up to their deadline
 * @param maxTokensField the name of the answer's token limit; by default {@code
 *     max_completion_tokens} for OpenAI itself, whose reasoning models refuse the old name, and
 *     {@code max_tokens} for others, which often know only that
 * @param fixedSamplingModels patterns of models that refuse {@code temperature}, {@code top_p} and
 *     {@code stop}, which are not sent to them; one that begins with {@code !} excludes models.
 *     Fine-tuned models ({@code ft:base:…}) count as their base
 */
public record OpenAiProperties(
    ProviderProperties.@Nullable ApiKey apiKey,
    @Nullable URI baseUrl,
    @DefaultValue("512") int maxInFlight,
    @Nullable MaxTokensField maxTokensField,
    @DefaultValue({"o1*", "o3*", "o4*", "gpt-5*", "!gpt-5-chat*", "*-search-preview*"})
        List<ModelPattern> fixedSamplingModels) {

  public OpenAiProperties {
    ProviderProperties.requirePermits(maxInFlight);
    fixedSamplingModels = List.copyOf(fixedSamplingModels);
  }
}
