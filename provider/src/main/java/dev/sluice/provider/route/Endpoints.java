package dev.sluice.provider.route;

import dev.sluice.provider.call.Upstream;
import dev.sluice.provider.openai.OpenAiDialect;
import dev.sluice.provider.openai.OpenAiDialect.MaxTokensField;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The providers' addresses and keys, from the settings, or else from the environment variables of
 * the SDKs. Blank variables count as absent.
 */
final class Endpoints {

  private static final String OPENAI_ITSELF = "https://api.openai.com/v1";
  private static final String ANTHROPIC_ITSELF = "https://api.anthropic.com";

  private final ProviderProperties properties;
  private final Environment environment;

  Endpoints(ProviderProperties properties, Environment environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /** The configured servers of chat completions, by name. */
  Map<String, Upstream.Settings> openAiServers() {
    Map<String, Upstream.Settings> servers = new HashMap<>();
    OpenAiProperties own = properties.openai();
    settings(
            keyOr(own.apiKey(), "OPENAI_API_KEY"),
            urlOr(own.baseUrl(), "OPENAI_BASE_URL"),
            OPENAI_ITSELF,
            own.maxInFlight())
        .ifPresent(settings -> servers.put(ProviderProperties.OPENAI, settings));
    properties
        .compatible()
        .forEach((name, server) ->
            settings(key(server.apiKey()), server.baseUrl(), "", server.maxInFlight())
                .ifPresent(settings -> servers.put(name, settings)));
    return servers;
  }

  Optional<Upstream.Settings> anthropic() {
    AnthropicProperties own = properties.anthropic();
    return settings(
        keyOr(own.apiKey(), "ANTHROPIC_API_KEY"),
        urlOr(own.baseUrl(), "ANTHROPIC_BASE_URL"),
        ANTHROPIC_ITSELF,
        own.maxInFlight());
  }

  OpenAiDialect dialect(String name, Upstream.Settings settings) {
    OpenAiProperties server = properties.compatible().getOrDefault(name, properties.openai());
    MaxTokensField field = server.maxTokensField();
    return new OpenAiDialect(
        field != null ? field : customary(settings.baseUrl()), server.fixedSamplingModels());
  }

  private static MaxTokensField customary(URI baseUrl) {
    String host = Optional.ofNullable(baseUrl.getHost()).orElse("").toLowerCase(Locale.ROOT);
    // Regional hosts too, such as eu.api.openai.com.
    return host.equals("api.openai.com") || host.endsWith(".api.openai.com")
        ? MaxTokensField.MAX_COMPLETION_TOKENS
        : MaxTokensField.MAX_TOKENS;
  }

  private Optional<Upstream.Settings> settings(
      String key, @Nullable URI baseUrl, String defaultUrl, int maxInFlight) {
    if (key.isEmpty() && baseUrl == null) {
      return Optional.empty();
    }
    URI url = baseUrl == null ? URI.create(defaultUrl) : baseUrl;
    return Optional.of(new Upstream.Settings(url, key, maxInFlight, properties.connectTimeout()));
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
