package dev.sluice.api.models;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ProviderCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The health and models of each provider. A provider is asked at most once per {@code
 * sluice.models.refresh-after}, on demand, and never twice at a time. Safe for all threads.
 */
@Component
public final class ProviderChecks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProviderChecks.class);

  /**
   * @param healthy whether the last request succeeded
   * @param models as last listed
   */
  public record Check(boolean healthy, List<String> models) {
    public Check {
      models = List.copyOf(models);
    }
  }

  private record Known(Check check, long at) {}

  private static final Check NOTHING = new Check(false, List.of());

  private final ProviderCatalog catalog;
  private final ModelsProperties properties;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  ProviderChecks(ProviderCatalog catalog, ModelsProperties properties) {
    this.catalog = catalog;
    this.properties = properties;
  }

  /** All providers by name; within {@code sluice.models.timeout}. */
  public SortedMap<String, Check> current() {
    List<String> providers = catalog.providers();
    CompletableFuture<?>[] stale =
        providers.stream()
            .filter(provider -> !isFresh(known.get(provider)))
            .map(this::refreshOnce)
            .toArray(CompletableFuture[]::new);
    await(CompletableFuture.allOf(stale));
    SortedMap<String, Check> checks = new TreeMap<>();
    providers.forEach(provider -> checks.put(provider, check(provider)));
    return checks;
  }

  private Check check(String provider) {
    Known last = known.get(provider);
    if (last == null) {
      return NOTHING;
    }
    return isFresh(last) ? last.check() : new Check(false, last.check().models());
  }

  private boolean isFresh(@Nullable Known last) {
    return last != null && System.nanoTime() - last.at() < properties.refreshAfter().toNanos();
  }

  private CompletableFuture<Void> refreshOnce(String provider) {
    return running.computeIfAbsent(
        provider, _ -> CompletableFuture.runAsync(() -> refresh(provider), executor));
  }

  private void refresh(String provider) {
    try {
      Check check =
          switch (catalog.models(provider, Deadline.in(properties.timeout()))) {
            case ModelListing.Listed(List<String> models) -> new Check(true, models);
            case ModelListing.Failed(var error) -> {
              log.info("provider {} did not list its models: {}", provider, error.code());
              Known last = known.get(provider);
              yield new Check(false, last == null ? List.of() : last.check().models());
            }
          };
      known.put(provider, new Known(check, System.nanoTime()));
    } finally {
      running.remove(provider);
    }
  }

  private void await(CompletableFuture<Void> refreshes) {
    Duration timeout = properties.timeout();
    try {
      refreshes.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // The last known state is used.
    } catch (ExecutionException e) {
      log.error("asking a provider for its models failed", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
