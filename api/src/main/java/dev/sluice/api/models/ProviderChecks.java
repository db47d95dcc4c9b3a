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
 * What is known of the providers, from asking each for its models: at most once in {@code
 * sluice.models.refresh-after}, and only when somebody wants to know. However many want to know,
 * and however slow a provider is, it is asked once at a time. Safe for all threads.
 */
@Component
public final class ProviderChecks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProviderChecks.class);

  /**
   * @param healthy whether it answered the last time it was asked, and that within the bound
   * @param models what it listed the last time that it answered
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
  private final Map<String, CompletableFuture<Void>> asking = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  ProviderChecks(ProviderCatalog catalog, ModelsProperties properties) {
    this.catalog = catalog;
    this.properties = properties;
  }

  /** Every provider by its name; returns within {@code sluice.models.patience}. */
  public SortedMap<String, Check> current() {
    List<String> providers = catalog.providers();
    CompletableFuture<?>[] stale =
        providers.stream()
            .filter(provider -> !isFresh(known.get(provider)))
            .map(this::ask)
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

  private CompletableFuture<Void> ask(String provider) {
    return asking.computeIfAbsent(
        provider, _ -> CompletableFuture.runAsync(() -> refresh(provider), executor));
  }

  private void refresh(String provider) {
    try {
      Check check =
          switch (catalog.models(provider, Deadline.in(properties.patience()))) {
            case ModelListing.Listed(List<String> models) -> new Check(true, models);
            case ModelListing.Failed(var error) -> {
              log.info("provider {} did not list its models: {}", provider, error.code());
              Known last = known.get(provider);
              yield new Check(false, last == null ? List.of() : last.check().models());
            }
          };
      known.put(provider, new Known(check, System.nanoTime()));
    } finally {
      asking.remove(provider);
    }
  }

  private void await(CompletableFuture<Void> asked) {
    Duration patience = properties.patience();
    try {
      asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // What is known will do.
    } catch (ExecutionException e) {
      log.error("a provider could not be asked for its models", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
