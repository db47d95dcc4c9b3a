package dev.sluice.api.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Swagger UI for {@code /openapi.json}, served from the class path only. */
@Hidden
@RestController
class DocsController {

  /** Without {@code font-src}: the page uses no fonts of its own. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final MediaType SCRIPT = new MediaType("text", "javascript");
  private static final MediaType STYLE = new MediaType("text", "css");

  private record Asset(Resource file, MediaType type) {}

  private final Map<String, Asset> assets;

  DocsController() throws IOException {
    // The files of whichever version is on the class path.
    String version =
        PropertiesLoaderUtils.loadProperties(
                new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties"))
            .getProperty("version");
    String ui = "META-INF/resources/webjars/swagger-ui/" + version + "/";
    this.assets =
        Map.of(
            "swagger-ui.css", asset(ui + "swagger-ui.css", STYLE),
            "swagger-ui-bundle.js", asset(ui + "swagger-ui-bundle.js", SCRIPT),
            "favicon-32x32.png", asset(ui + "favicon-32x32.png", MediaType.IMAGE_PNG),
            "docs.js", asset("docs/docs.js", SCRIPT));
  }

  private static Asset asset(String path, MediaType type) {
    return new Asset(new ClassPathResource(path), type);
  }

  @GetMapping("/docs")
  ResponseEntity<Resource> page() {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", POLICY)
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
