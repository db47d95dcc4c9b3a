package dev.sluice.provider.route;

import dev.sluice.provider.call.ModelPattern;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The providers, and which model goes to which.
 *
 * @param routes the first that matches decides; by default {@code claude-*} goes to {@code
 *     anthropic} and everything else to {@code openai}
 * @param openai OpenAI, or a server that replaces it
 * @param anthropic Anthropic, or a server that replaces it
 * @param compatible further servers of OpenAI's chat completions, by the name that routes use; each
 *     needs a base URL
 * @param quickRetries retries within one attempt if no byte of a response arrived, 0–10
 * @param connectTimeout bounds a single connect; then the connection counts as failed
 */
@ConfigurationProperties(prefix = "sluice.provider", ignoreUnknownFields = false)
public record ProviderProperties(
    @DefaultValue List<Route> routes,
    @DefaultValue OpenAiProperties openai,
    @DefaultValue AnthropicProperties anthropic,
    @DefaultValue Map<String, OpenAiProperties> compatible,
    @DefaultValue("2") int quickRetries,
    @DefaultValue("10s") Duration connectTimeout) {

  static final String OPENAI = "openai";
  static final String ANTHROPIC = "anthropic";

  private static final List<Route> DEFAULT_ROUTES =
      List.of(
          new Route(ModelPattern.of("claude-*"), ANTHROPIC),
          new Route(ModelPattern.of("*"), OPENAI));

  /**
   * @param pattern of the models; {@code *} matches any characters
   * @param provider {@code openai}, {@code anthropic} or the name of a compatible server
   */
  public record Route(ModelPattern pattern, String provider) {}

  /** A credential; not shown in logs. */
  public record ApiKey(String value) {

    /** For binding from configuration. */
    public static ApiKey of(String value) {
      return new ApiKey(value.strip());
    }

    @Override
    public String toString() {
      return "ApiKey[…]";
    }
  }

  public ProviderProperties {
    routes = routes.isEmpty() ? DEFAULT_ROUTES : List.copyOf(routes);
    compatible = Map.copyOf(compatible);
    if (connectTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("sluice.provider.connect-timeout must be positive");
    }
    if (quickRetries < 0 || quickRetries > 10) {
      throw new IllegalArgumentException("sluice.provider.quick-retries must be 0 to 10");
    }
    requireKnownNames(routes, compatible);
  }

  static void requirePermits(int maxInFlight) {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("sluice.provider: max-in-flight must be at least 1");
    }
  }

  private static void requireKnownNames(
      List<Route> routes, Map<String, OpenAiProperties> compatible) {
    Set<String> names = new HashSet<>(Set.of(OPENAI, ANTHROPIC));
    compatible.forEach((name, server) -> {
      if (!names.add(name) || server.baseUrl() == null) {
        throw new IllegalArgumentException(
            "sluice.provider.compatible.%s needs a name of its own and a base-url".formatted(name));
      }
    });
    for (Route route : routes) {
      if (!names.contains(route.provider())) {
        throw new IllegalArgumentException(
            "sluice.provider.routes names an unknown provider: " + route.provider());
      }
    }
  }
}
