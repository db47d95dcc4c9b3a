package dev.sluice.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaDocumentTest {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  @Test
  void objectHasTheRequiredPropertiesAndNoOthers() {
    always(
        """
        {"type":"object","required":["name","tags"],"properties":{
          "name":{"type":"string","minLength":3,"maxLength":12},
          "tags":{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3},
          "note":{"type":"string"}}}
        """,
        document -> {
          assertThat(document.propertyNames()).containsExactlyInAnyOrder("name", "tags");
          assertThat(document.path("name").stringValue()).hasSizeBetween(3, 12);
          assertThat(document.path("tags").size()).isBetween(2, 3);
          assertThat(document.path("tags").path(0).isBoolean()).isTrue();
        });
  }

  @Test
  void objectWithoutRequiredPropertiesHasAllOfThem() {
    always(
        "{\"properties\":{\"a\":{\"const\":1},\"b\":{\"type\":\"null\"}}}",
        document -> assertThat(document.toString()).isEqualTo("{\"a\":1,\"b\":null}"));
  }

  @Test
  void integersRespectTheirBounds() {
    always(
        "{\"type\":\"integer\",\"minimum\":3,\"maximum\":9,\"multipleOf\":3}",
        document -> assertThat(document.intValue()).isIn(3, 6, 9));
    always(
        "{\"type\":\"integer\",\"exclusiveMinimum\":3,\"exclusiveMaximum\":5}",
        document -> assertThat(document.intValue()).isEqualTo(4));
    always(
        "{\"type\":\"integer\",\"maximum\":-7}",
        document -> assertThat(document.intValue()).isLessThanOrEqualTo(-7));
  }

  @Test
  void numbersRespectTheirBounds() {
    always(
        "{\"type\":\"number\",\"minimum\":0,\"exclusiveMaximum\":1}",
        document -> assertThat(document.doubleValue()).isGreaterThanOrEqualTo(0).isLessThan(1));
  }

  @Test
  void enumIsOneOfItsValues() {
    always(
        "{\"type\":\"string\",\"enum\":[\"high\",\"low\"]}",
        document -> assertThat(document.stringValue()).isIn("high", "low"));
  }

  @Test
  void anyOfReferencesAndAllOfAreResolved() {
    always(
        """
        {"$defs":{"id":{"type":"integer","minimum":7,"maximum":7}},
         "allOf":[{"type":"object","properties":{"a":{"$ref":"#/$defs/id"}},"required":["a"]},
                  {"properties":{"b":{"anyOf":[{"type":"boolean"},{"type":"null"}]}},
                   "required":["b"]}]}
        """,
        document -> {
          assertThat(document.path("a").intValue()).isEqualTo(7);
          assertThat(document.path("b").isBoolean()).isTrue();
        });
  }

  @Test
  void recursiveSchemaTerminates() {
    always(
        """
        {"type":"object","required":["next"],"properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}
        """,
        document -> assertThat(document.path("next").isObject()).isTrue());
    always(
        "{\"type\":\"object\",\"required\":[\"next\"],\"properties\":{\"next\":{\"$ref\":\"#\"}}}",
        document -> assertThat(document.isObject()).isTrue());
    always("{\"$ref\":\"#\"}", document -> assertThat(document.isMissingNode()).isFalse());
  }

  @Test
  void documentSizeIsBounded() {
    String schema =
        """
        {"type":"array","minItems":1000,"items":{"type":"array","minItems":1000,"items":{"$ref":"#"}}}
        """;
    JsonNode document =
        new SchemaDocument(MAPPER.readTree(schema), new SplittableRandom(1)).generate();

    assertThat(document.toString()).hasSizeLessThan(10_000_000);
  }

  @Test
  void stringFormatsAreRespected() {
    always(
        "{\"type\":\"string\",\"format\":\"uuid\"}",
        document ->
            assertThat(document.stringValue())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    always(
        "{\"type\":\"string\",\"format\":\"date\"}",
        document -> assertThat(document.stringValue()).matches("\\d{4}-\\d\\d-\\d\\d"));
  }

  /** Checks documents from 200 seeds. */
  private static void always(String schema, Consumer<JsonNode> condition) {
    JsonNode read = MAPPER.readTree(schema);
    for (int seed = 0; seed < 200; seed++) {
      condition.accept(new SchemaDocument(read, new SplittableRandom(seed)).generate());
    }
  }
}
