package dev.sluice.provider.route;

import dev.sluice.provider.anthropic.AnthropicProtocol;
import dev.sluice.provider.call.GuardedProvider;
import dev.sluice.provider.call.Protocol;
import dev.sluice.provider.call.ProviderMetrics;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Upstream;
import dev.sluice.provider.openai.OpenAiDialect;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import dev.sluice.provider.openai.OpenAiProtocol;
import dev.sluice.work.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Creates the configured providers. Their addresses and keys come from the settings, or else from
 * the environment variables of the SDKs. Blank variables count as absent. Used once.
 */
final class ProviderFactory {

  private static final String OPENAI_URL = "https://api.openai.com/v1";
  private static final String ANTHROPIC_URL = "https://api.anthropic.com";
  private static final Duration RETRY_BASE = Duration.ofMillis(200);
  private static final Duration RETRY_CAP = Duration.ofMillis(400);

  private final ProviderProperties properties;
  private final Environment environment;
  private final RetryAdvice advice;
  private final ProviderMetrics metrics;
  private final RetryPolicy quickRetries;
  private final Map<String, GuardedProvider> providers = new HashMap<>();

  ProviderFactory(
      ProviderProperties properties,
      Environment environment,
      RetryAdvice advice,
      ProviderMetrics metrics) {
    this.properties = properties;
    this.environment = environment;
    this.advice = advice;
    this.metrics = metrics;
    this.quickRetries =
        new RetryPolicy(
            properties.quickRetries(),
            RETRY_BASE,
            RETRY_CAP,
            () -> ThreadLocalRandom.current().nextLong());
  }

  /** The providers by name. */
  Map<String, GuardedProvider> create() {
    OpenAiProperties openAi = properties.openai();
    add(
        ProviderProperties.OPENAI,
        keyOr(openAi.apiKey(), "OPENAI_API_KEY"),
        urlOr(openAi.baseUrl(), "OPENAI_BASE_URL"),
        OPENAI_URL,
        openAi.maxInFlight(),
        url -> protocol(openAi, url));
    AnthropicProperties anthropic = properties.anthropic();
    add(
        ProviderProperties.ANTHROPIC,
        keyOr(anthropic.apiKey(), "ANTHROPIC_API_KEY"),
        urlOr(anthropic.baseUrl(), "ANTHROPIC_BASE_URL"),
        ANTHROPIC_URL,
        anthropic.maxInFlight(),
        _ -> new AnthropicProtocol(anthropic.temperatureModels()));
    properties
        .compatible()
        .forEach((name, server) ->
            add(
                name,
                key(server.apiKey()),
                server.baseUrl(),
                "",
                server.maxInFlight(),
                url -> protocol(server, url)));
    return providers;
  }

  private void add(
      String name,
      String key,
      @Nullable URI baseUrl,
      String defaultUrl,
      int maxInFlight,
      Function<URI, Protocol> protocol) {
    if (key.isEmpty() && baseUrl == null) {
      return;
    }
    URI url = baseUrl == null ? URI.create(defaultUrl) : baseUrl;
    Upstream upstream =
        new Upstream(
            new Upstream.Settings(url, key, maxInFlight, properties.connectTimeout()),
            protocol.apply(url),
            advice);
    providers.put(name, new GuardedProvider(name, upstream, maxInFlight, quickRetries, metrics));
  }

  private static Protocol protocol(OpenAiProperties server, URI url) {
    MaxTokensField field = server.maxTokensField();
    return new OpenAiProtocol(
        new OpenAiDialect(
            field == null ? defaultMaxTokensField(url) : field, server.fixedSamplingModels()));
  }

  private static MaxTokensField defaultMaxTokensField(URI url) {
    String host = Optional.ofNullable(url.getHost()).orElse("").toLowerCase(Locale.ROOT);
    // Regional hosts too, such as eu.api.openai.com.
    return host.equals("api.openai.com") || host.endsWith(".api.openai.com")
        ? MaxTokensField.MAX_COMPLETION_TOKENS
        : MaxTokensField.MAX_TOKENS;
  }

  private String keyOr(ProviderProperties.@Nullable ApiKey configured, String variable) {
    String key = key(configured);
    return key.isEmpty() ? environment.getProperty(variable, "").strip() : key;
  }

  private static String key(ProviderProperties.@Nullable ApiKey configured) {
    return configured == null ? "" : configured.value();
  }

  private @Nullable URI urlOr(@Nullable URI configured, String variable) {
    if (configured != null && StringUtils.hasText(configured.toString())) {
      return configured;
    }
    String value = environment.getProperty(variable);
    return StringUtils.hasText(value) ? URI.create(value.strip()) : null;
  }
}
