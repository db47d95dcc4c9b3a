package dev.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Mappings;
import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document that is served is the one that is committed, and speaks of what is mapped. */
class DescriptionIT {

  private static final Path COMMITTED = Path.of("..", "docs", "openapi.json");
  private static final boolean REGENERATE = Boolean.getBoolean("sluice.openapi.write");
  private static final Set<String> THE_DESCRIPTION_ITSELF =
      Set.of("GET /docs", "GET /docs/{name}", "GET /openapi.json", "GET /openapi.json.yaml");

  private final TestApi api = TestApi.shared();

  DescriptionIT() throws Exception {}

  @Test
  void theServedDocumentIsTheCommittedOne() throws Exception {
    HttpResponse<String> served = api.send(api.anonymous("/openapi.json"));
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(served.headers().firstValue("Content-Type")).hasValue("application/json");
    if (REGENERATE) {
      Files.writeString(COMMITTED, served.body() + "\n");
    }
    assertThat(served.body() + "\n")
        .as(
            "docs/openapi.json is not what the code says. Regenerate it: mvn -pl api -am verify"
                + " -Dtest=none -Dit.test=DescriptionIT -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dfailsafe.failIfNoSpecifiedTests=false"
                + " -Dtest.jvm.args='-Xmx1g -Dsluice.openapi.write=true'")
        .isEqualTo(Files.readString(COMMITTED));
  }

  @Test
  void everyEndpointIsDescribedAndEveryDescribedOneIsMapped() throws Exception {
    Set<String> described = new TreeSet<>();
    Contract.of(api)
        .document()
        .path("paths")
        .forEachEntry((path, methods) ->
            methods
                .propertyNames()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    Set<String> mapped = new TreeSet<>(Mappings.of(api));
    assertThat(mapped).containsAll(THE_DESCRIPTION_ITSELF);
    mapped.removeAll(THE_DESCRIPTION_ITSELF);
    assertThat(described).isEqualTo(mapped);
  }
}
