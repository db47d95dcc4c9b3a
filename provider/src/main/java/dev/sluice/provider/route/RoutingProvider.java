package dev.sluice.provider.route;

import dev.sluice.job.JobError;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderCatalog;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.provider.call.GuardedProvider;
import dev.sluice.provider.call.UpstreamException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Routes by the first pattern that fits. Providers that are not in the map are not configured. */
final class RoutingProvider implements ProviderRouter, ProviderCatalog, AutoCloseable {

  private sealed interface Target {
    record Found(Provider provider) implements Target {}

    record Missing(JobError error) implements Target {}
  }

  private static final String NOWHERE = "none";

  private final List<ProviderProperties.Route> routes;
  private final Map<String, GuardedProvider> providers;

  RoutingProvider(List<ProviderProperties.Route> routes, Map<String, GuardedProvider> providers) {
    this.routes = List.copyOf(routes);
    this.providers = Map.copyOf(providers);
  }

  @Override
  public String providerName(String model) {
    return routes.stream()
        .filter(route -> route.pattern().fits(model))
        .map(ProviderProperties.Route::provider)
        .findFirst()
        .orElse(NOWHERE);
  }

  @Override
  public Outcome complete(ProviderCall call) {
    return call(call, provider -> provider.complete(call));
  }

  @Override
  public Outcome stream(ProviderCall call, Consumer<Delta> sink) {
    return call(call, provider -> provider.stream(call, sink));
  }

  @Override
  public List<String> providers() {
    return providers.keySet().stream().sorted().toList();
  }

  @Override
  public List<String> namedModels() {
    return routes.stream()
        .flatMap(route -> route.pattern().literal().stream())
        .filter(model -> providers.containsKey(providerName(model)))
        .toList();
  }

  @Override
  public ModelListing models(String provider, Deadline deadline) {
    GuardedProvider asked = providers.get(provider);
    if (asked == null) {
      return new ModelListing.Failed(ProviderErrors.NOT_CONFIGURED);
    }
    try {
      return new ModelListing.Listed(
          asked.models(deadline).stream()
              .filter(model -> providerName(model).equals(provider))
              .toList());
    } catch (UpstreamException exception) {
      return new ModelListing.Failed(exception.error());
    }
  }

  @Override
  public void close() {
    providers.values().forEach(GuardedProvider::close);
  }

  private Outcome call(ProviderCall call, Function<Provider, Outcome> request) {
    return switch (target(call.request().model())) {
      case Target.Found(Provider provider) -> request.apply(provider);
      case Target.Missing(JobError error) -> new Outcome.Permanent(error);
    };
  }

  private Target target(String model) {
    String name = providerName(model);
    if (name.equals(NOWHERE)) {
      return new Target.Missing(ProviderErrors.MODEL_NOT_ROUTED);
    }
    GuardedProvider provider = providers.get(name);
    return provider == null
        ? new Target.Missing(ProviderErrors.NOT_CONFIGURED)
        : new Target.Found(provider);
  }
}
