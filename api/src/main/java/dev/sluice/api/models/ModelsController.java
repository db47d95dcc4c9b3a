package dev.sluice.api.models;

import dev.sluice.provider.ProviderCatalog;
import dev.sluice.wire.Json;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ModelsController {

  private final ProviderChecks checks;
  private final ProviderCatalog catalog;
  private final ModelsProperties properties;

  ModelsController(ProviderChecks checks, ProviderCatalog catalog, ModelsProperties properties) {
    this.checks = checks;
    this.catalog = catalog;
    this.properties = properties;
  }

  private record Models(
      boolean success, SortedSet<String> data, @Nullable String error, Meta meta) {}

  private record Meta(int count) {}

  /** Those of the configuration, and those that the providers list. */
  @GetMapping(path = "/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> models() {
    SortedSet<String> models = new TreeSet<>(properties.configured());
    models.addAll(catalog.namedModels());
    checks.current().values().forEach(check -> models.addAll(check.models()));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            Json.mapper()
                .writeValueAsBytes(new Models(true, models, null, new Meta(models.size()))));
  }
}
