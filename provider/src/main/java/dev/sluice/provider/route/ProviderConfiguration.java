package dev.sluice.provider.route;

import dev.sluice.provider.ProviderCatalog;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.provider.anthropic.AnthropicProtocol;
import dev.sluice.provider.call.GuardedProvider;
import dev.sluice.provider.call.Protocol;
import dev.sluice.provider.call.ProviderMetrics;
import dev.sluice.provider.call.RetryAdvice;
import dev.sluice.provider.call.Upstream;
import dev.sluice.provider.openai.OpenAiDialect;
import dev.sluice.provider.openai.OpenAiProtocol;
import dev.sluice.work.RetryPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Sets up the {@link ProviderRouter}, which is the {@link ProviderCatalog} too; for
 * {@code @Import}. It takes a {@link Clock} and a {@link MeterRegistry} from the context where
 * there is one of each.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProviderProperties.class)
public class ProviderConfiguration {

  @Bean
  RoutingProvider providerRouter(
      ProviderProperties properties,
      Environment environment,
      ObjectProvider<Clock> clock,
      ObjectProvider<MeterRegistry> registry) {
    RetryAdvice advice = new RetryAdvice(clock.getIfAvailable(Clock::systemUTC));
    // An empty composite records nothing.
    ProviderMetrics metrics =
        new ProviderMetrics(registry.getIfAvailable(CompositeMeterRegistry::new));
    Endpoints endpoints = new Endpoints(properties, environment);
    Map<String, GuardedProvider> providers = new HashMap<>();
    endpoints
        .openAiServers()
        .forEach((name, settings) -> {
          OpenAiDialect dialect = endpoints.dialect(name, settings);
          Upstream upstream = new Upstream(settings, new OpenAiProtocol(dialect), advice);
          providers.put(name, guarded(name, upstream, settings, properties, metrics));
        });
    endpoints
        .anthropic()
        .ifPresent(settings -> {
          Protocol protocol = new AnthropicProtocol(properties.anthropic().temperatureModels());
          Upstream upstream = new Upstream(settings, protocol, advice);
          String name = ProviderProperties.ANTHROPIC;
          providers.put(name, guarded(name, upstream, settings, properties, metrics));
        });
    return new RoutingProvider(properties.routes(), providers);
  }

  private static GuardedProvider guarded(
      String name,
      Upstream upstream,
      Upstream.Settings settings,
      ProviderProperties properties,
      ProviderMetrics metrics) {
    RetryPolicy quickRetries =
        new RetryPolicy(
            properties.quickRetries(),
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            () -> ThreadLocalRandom.current().nextLong());
    return new GuardedProvider(name, upstream, settings.maxInFlight(), quickRetries, metrics);
  }
}
