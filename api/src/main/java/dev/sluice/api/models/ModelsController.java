package dev.sluice.api.models;

import dev.sluice.provider.ProviderCatalog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Chat")
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

  @Schema(name = "ModelList")
  record Models(
      @Schema(description = "Always true.") boolean success,
      @Schema(description = "The names of the models.") SortedSet<String> data,
      @Schema(description = "Always null.") @Nullable String error,
      @Schema(description = "About the list.") Meta meta) {}

  @Schema(name = "ModelListMeta")
  record Meta(@Schema(description = "The number of models.") @PositiveOrZero int count) {}

  /** Those of the configuration, and those that the providers list. */
  @Operation(
      operationId = "models",
      summary = "List the models",
      description = "The models that the configured providers serve.")
  @ApiResponse(responseCode = "200", description = "The models.")
  @GetMapping(path = "/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
  Models models() {
    SortedSet<String> models = new TreeSet<>(properties.configured());
    models.addAll(catalog.namedModels());
    checks.current().values().forEach(check -> models.addAll(check.models()));
    return new Models(true, models, null, new Meta(models.size()));
  }
}
