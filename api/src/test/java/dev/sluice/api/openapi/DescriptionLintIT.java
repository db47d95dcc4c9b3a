package dev.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a linter would say of the document; public ones are run by hand, see docs/openapi. */
class DescriptionLintIT {

  private final Contract contract = Contract.of(TestApi.shared());
  private final ObjectNode document = contract.document();

  DescriptionLintIT() throws Exception {}

  @Test
  void swaggersParserFindsNothingWrong() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(document.toString(), null, options);
    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getPaths()).isNotEmpty();
  }

  @Test
  void everyOperationHasAnIdASummaryADescriptionAndATag() {
    Set<String> ids = new TreeSet<>();
    operations()
        .forEach((name, operation) -> {
          assertThat(operation.path("operationId").asString())
              .as(name)
              .matches("[a-z]+([A-Z0-9][a-z0-9]*)*");
          assertThat(ids.add(operation.path("operationId").asString())).as(name).isTrue();
          assertThat(operation.path("summary").asString())
              .as(name)
              .isNotBlank()
              .doesNotEndWith(".");
          assertThat(operation.path("description").asString()).as(name).endsWith(".");
          assertThat(operation.path("tags").size()).as(name).isEqualTo(1);
          assertThat(operation.has("security")).as(name).isTrue();
        });
  }

  @Test
  void everyFieldParameterAndHeaderIsExplained() {
    List<String> silent = new ArrayList<>();
    requireDescriptions("", document.path("components").path("schemas"), silent);
    document
        .path("components")
        .path("headers")
        .properties()
        .forEach(
            header -> requireDescription("header " + header.getKey(), header.getValue(), silent));
    operations()
        .forEach((name, operation) ->
            operation
                .path("parameters")
                .forEach(parameter -> requireDescription(name, parameter, silent)));
    assertThat(silent).isEmpty();
  }

  @Test
  void everyExampleIsValid() {
    List<String> invalid = new ArrayList<>();
    operations()
        .forEach((name, operation) -> {
          checkExamples(name, operation.path("requestBody").path("content"), invalid);
          operation
              .path("responses")
              .forEach(response -> checkExamples(name, response.path("content"), invalid));
        });
    assertThat(invalid).isEmpty();
  }

  @Test
  void everyBodyHasAnExample() {
    operations()
        .forEach((name, operation) ->
            operation
                .path("responses")
                .forEach(response ->
                    response
                        .path("content")
                        .forEach(media ->
                            assertThat(media.path("examples").size()).as(name).isPositive())));
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsReferredTo() {
    Set<String> used = new TreeSet<>(document.findValuesAsString("$ref"));
    assertThat(used).allMatch(ref -> !document.at(ref.substring(1)).isMissingNode());
    for (String kind : List.of("schemas", "headers")) {
      document.path("components").path(kind).propertyNames().stream()
          .forEach(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
    }
  }

  private void checkExamples(String name, JsonNode content, List<String> invalid) {
    JsonNode media = content.path("application/json");
    String schema = media.path("schema").path("$ref").asString("").replaceAll(".*/", "");
    for (JsonNode example : media.path("examples")) {
      contract
          .schemaFaults(schema, example.path("value"))
          .forEach(fault -> invalid.add(name + " " + fault));
    }
  }

  private static void requireDescriptions(String path, JsonNode node, List<String> silent) {
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      requireDescription(path + "." + property.getKey(), property.getValue(), silent);
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      requireDescriptions(path + "/" + child.getKey(), child.getValue(), silent);
    }
  }

  private static void requireDescription(String path, JsonNode node, List<String> silent) {
    if (!node.path("description").asString("").endsWith(".")) {
      silent.add(path);
    }
  }

  private Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new java.util.TreeMap<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    operations.put(method.getKey() + " " + path.getKey(), method.getValue())));
    return operations;
  }
}
