package dev.sluice.provider.route;

import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A server that speaks OpenAI's chat completions. It is available where a key or a base URL is set.
 *
 * @param apiKey its credential; for {@code sluice.provider.openai} the default is {@code
 *     OPENAI_API_KEY}
 * @param baseUrl including {@code /v1}; for {@code sluice.provider.openai} the default is {@code
 *     OPENAI_BASE_URL}, else OpenAI itself
 * @param maxInFlight calls at the same time; further ones wait, up to their deadline
 * @param maxTokensField the name under which the bound of an answer is sent; by default {@code
 *     max_completion_tokens} to OpenAI itself, whose reasoning models refuse the old name, and
 *     {@code max_tokens} to others, which often know nothing else
 * @param fixedSamplingModels patterns of models to which {@code temperature}, {@code top_p} and
 *     {@code stop} are not sent because they refuse them; one that begins with {@code !} excepts
 *     models from the others. Fine-tuned models ({@code ft:base:…}) are taken as their base
 */
public record OpenAiProperties(
    ProviderProperties.@Nullable ApiKey apiKey,
    @Nullable URI baseUrl,
    @DefaultValue("256") int maxInFlight,
    @Nullable MaxTokensField maxTokensField,
    @DefaultValue({"o1*", "o3*", "o4*", "gpt-5*", "!gpt-5-chat*", "*-search-preview*"})
        List<ModelPattern> fixedSamplingModels) {

  public OpenAiProperties {
    ProviderProperties.requirePermits(maxInFlight);
    fixedSamplingModels = List.copyOf(fixedSamplingModels);
  }
}
