package dev.sluice.provider.route;

import dev.sluice.provider.ProviderCatalog;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.provider.call.ProviderMetrics;
import dev.sluice.provider.call.RetryAdvice;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Sets up the {@link ProviderRouter}, which is the {@link ProviderCatalog} too; for
 * {@code @Import}. Uses the context's {@link Clock} and {@link MeterRegistry} if it has one of
 * each.
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
    return new RoutingProvider(
        properties.routes(),
        new ProviderFactory(properties, environment, advice, metrics).create());
  }
}
