package dev.sluice.api.describe;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** JSON Schemas (2020-12) of the kinds that the API is made of. */
final class Shapes {

  private Shapes() {}

  /**
   * A field of an object.
   *
   * @param required always there, though it may be null where its schema says so
   */
  record Field(String name, boolean required, Schema<?> schema) {}

  static Field must(String name, Schema<?> schema, String description) {
    return new Field(name, true, schema.description(description));
  }

  static Field may(String name, Schema<?> schema, String description) {
    return new Field(name, false, schema.description(description));
  }

  static Schema<?> object(Field... fields) {
    Schema<?> schema = of("object");
    List<String> required = new ArrayList<>();
    for (Field field : fields) {
      schema.addProperty(field.name(), field.schema());
      if (field.required()) {
        required.add(field.name());
      }
    }
    schema.setRequired(required.isEmpty() ? null : required);
    return schema;
  }

  /** An object whose fields are the caller's, such as a JSON Schema. */
  static Schema<?> anyObject() {
    return of("object").additionalProperties(true);
  }

  static Schema<?> text() {
    return of("string");
  }

  static Schema<?> text(int minLength, int maxLength) {
    return of("string").minLength(minLength).maxLength(maxLength);
  }

  /** The whole of the text matches. */
  static Schema<?> matching(String pattern, int maxLength) {
    return text(1, maxLength).pattern("^" + pattern + "$");
  }

  static Schema<?> words(Iterable<String> words) {
    Schema<Object> schema = new JsonSchema();
    schema.addType("string");
    words.forEach(schema::addEnumItemObject);
    return schema;
  }

  static Schema<?> timestamp() {
    return of("string").format("date-time");
  }

  static Schema<?> uuid() {
    return of("string").format("uuid");
  }

  static Schema<?> url() {
    return of("string").format("uri");
  }

  static Schema<?> bool() {
    return of("boolean");
  }

  static Schema<?> count() {
    return of("integer").minimum(BigDecimal.ZERO);
  }

  static Schema<?> integer(int min, int max) {
    return of("integer").minimum(BigDecimal.valueOf(min)).maximum(BigDecimal.valueOf(max));
  }

  static Schema<?> bigInteger() {
    return of("integer").format("int64");
  }

  static Schema<?> number(double min, double max) {
    return of("number").minimum(plain(min)).maximum(plain(max));
  }

  static Schema<?> list(Schema<?> items) {
    return of("array").items(items);
  }

  static Schema<?> list(Schema<?> items, int minItems, int maxItems) {
    return list(items).minItems(minItems).maxItems(maxItems);
  }

  static Schema<?> ref(String name) {
    return new JsonSchema().$ref("#/components/schemas/" + name);
  }

  static Schema<?> constant(String value) {
    return words(List.of(value));
  }

  /** The same, or null. */
  static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() != null) {
      return new JsonSchema().addAnyOfItem(schema).addAnyOfItem(of("null"));
    }
    Set<String> types = new LinkedHashSet<>(schema.getTypes());
    types.add("null");
    schema.setTypes(types);
    return schema;
  }

  static Schema<?> oneOf(Schema<?>... schemas) {
    Schema<?> either = new JsonSchema();
    for (Schema<?> schema : schemas) {
      either.addOneOfItem(schema);
    }
    return either;
  }

  /** A body that is many of these, one after the other: OpenAPI 3.1 has no word for that. */
  static Schema<?> sequenceOf(Schema<?> item) {
    return new JsonSchema()
        .addAnyOfItem(text().description("The body as a whole."))
        .addAnyOfItem(item)
        .description("A sequence; this is each item of it.");
  }

  private static Schema<?> of(String type) {
    Schema<?> schema = new JsonSchema();
    schema.addType(type);
    return schema;
  }

  private static BigDecimal plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros();
  }
}
