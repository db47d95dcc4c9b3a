package dev.sluice.api.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Swagger UI over {@code /openapi.json}: a page and the files that it names, all from the class
 * path. Nothing is loaded from elsewhere, nor could it be: the page's policy forbids it.
 */
@Hidden
@RestController
class DocsController {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";
  private static final MediaType SCRIPT = new MediaType("text", "javascript");
  private static final MediaType STYLE = new MediaType("text", "css");

  private record Asset(Resource file, MediaType type) {}

  private final Map<String, Asset> assets;

  DocsController(SwaggerUi ui) {
    this.assets =
        Map.of(
            "swagger-ui.css", new Asset(ui.file("swagger-ui.css"), STYLE),
            "swagger-ui-bundle.js", new Asset(ui.file("swagger-ui-bundle.js"), SCRIPT),
            "favicon-32x32.png", new Asset(ui.file("favicon-32x32.png"), MediaType.IMAGE_PNG),
            "docs.js", new Asset(new ClassPathResource("docs/docs.js"), SCRIPT));
  }

  @GetMapping("/docs")
  ResponseEntity<Resource> page() {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .contentType(MediaType.TEXT_HTML)
        .body(new ClassPathResource("docs/docs.html"));
  }

  @GetMapping("/docs/{name}")
  ResponseEntity<Resource> asset(@PathVariable String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .contentType(asset.type())
        .body(asset.file());
  }
}
