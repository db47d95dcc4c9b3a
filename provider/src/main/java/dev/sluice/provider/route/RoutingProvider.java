package dev.sluice.provider.route;

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

/**
 * Routes by the first pattern that matches. Providers that are not in the map are not configured.
 */
final class RoutingProvider implements ProviderRouter, ProviderCatalog, AutoCloseable {

  private static final String NONE = "none";

  private final List<ProviderProperties.Route> routes;
  private final Map<String, GuardedProvider> providers;

  RoutingProvider(List<ProviderProperties.Route> routes, Map<String, GuardedProvider> providers) {
    this.routes = List.copyOf(routes);
    this.providers = Map.copyOf(providers);
  }

  @Override
  public String providerName(String model) {
    return routes.stream()
        .filter(route -> route.pattern().matches(model))
        .map(ProviderProperties.Route::provider)
        .findFirst()
        .orElse(NONE);
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
    String name = providerName(call.request().model());
    GuardedProvider provider = providers.get(name);
    if (provider != null) {
      return request.apply(provider);
    }
    return new Outcome.Permanent(
        name.equals(NONE) ? ProviderErrors.MODEL_NOT_ROUTED : ProviderErrors.NOT_CONFIGURED);
  }
}
