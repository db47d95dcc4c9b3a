package dev.sluice.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.sluice.wire.Json;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/**
 * Completes the schemas of records with what swagger-core does not read: which fields may be null
 * ({@code @Nullable}) or absent ({@code @JsonInclude}, and {@code @Nullable} fields of a record
 * that is {@code NON_NULL} as a whole, as requests are), and the bounds of maps.
 */
final class RecordSchemas implements ModelConverter {

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
    if (schema != null && raw.isRecord()) {
      String ref = schema.get$ref();
      Schema<?> model =
          ref == null
              ? schema
              : context.getDefinedModels().get(ref.substring(ref.lastIndexOf('/') + 1));
      if (model != null && model.getProperties() != null) {
        Set<String> required =
            new TreeSet<>(model.getRequired() == null ? Set.of() : model.getRequired());
        complete(model, raw, required);
        model.setRequired(required.isEmpty() ? null : List.copyOf(required));
      }
    }
    if (schema != null && raw.isEnum() && schema.getTypes() == null) {
      schema.addType("string");
    }
    return schema;
  }

  private static void complete(Schema<?> model, Class<?> record, Set<String> required) {
    for (RecordComponent component : record.getRecordComponents()) {
      String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
      Schema<?> property = model.getProperties().get(name);
      if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        complete(model, component.getType(), required);
      }
      if (property == null) {
        continue;
      }
      if (property.getOneOf() != null) {
        // The alternatives replace what was derived from the Java type.
        property =
            new JsonSchema().oneOf(property.getOneOf()).description(property.getDescription());
        model.getProperties().put(name, property);
      }
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      boolean absent = isAbsent(component, nullable);
      if (absent || isOptional(component)) {
        required.remove(name);
      } else {
        required.add(name);
      }
      if (nullable && !absent) {
        model.getProperties().put(name, orNull(property));
      }
      if (component.getAnnotatedType() instanceof AnnotatedParameterizedType generic
          && property.getAdditionalProperties() instanceof Schema<?> values) {
        boundMap(property, values, generic);
      }
      if (component.getAccessor().isAnnotationPresent(UniqueElements.class)) {
        property.setUniqueItems(true);
      }
      if (property.getDefault() instanceof String text && !property.getTypes().contains("string")) {
        property.setDefault(json(text));
      }
    }
  }

  /** Whether the field is omitted where it has no value. */
  private static boolean isAbsent(RecordComponent component, boolean nullable) {
    JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
    JsonInclude all = component.getDeclaringRecord().getAnnotation(JsonInclude.class);
    Include include = own != null ? own.value() : all != null ? all.value() : Include.ALWAYS;
    return include == Include.NON_EMPTY || (include == Include.NON_NULL && nullable);
  }

  private static boolean isOptional(RecordComponent component) {
    var schema =
        component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    return schema != null && schema.requiredMode() == RequiredMode.NOT_REQUIRED;
  }

  private static Object json(String text) {
    return Json.mapper().readValue(text, Object.class);
  }

  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() != null || schema.getEnum() != null) {
      String description = schema.getDescription();
      Schema<?> nothing = new JsonSchema();
      nothing.addType("null");
      return new JsonSchema()
          .addAnyOfItem(schema.description(null))
          .addAnyOfItem(nothing)
          .description(description);
    }
    if (schema.getTypes() != null) {
      Set<String> types = new LinkedHashSet<>(schema.getTypes());
      types.add("null");
      schema.setTypes(types);
    }
    return schema;
  }

  private static void boundMap(
      Schema<?> map, Schema<?> values, AnnotatedParameterizedType generic) {
    Schema<?> keys = new JsonSchema();
    keys.addType("string");
    if (bound(keys, generic.getAnnotatedActualTypeArguments()[0])) {
      map.setPropertyNames(keys);
    }
    bound(values, generic.getAnnotatedActualTypeArguments()[1]);
  }

  private static boolean bound(Schema<?> schema, AnnotatedElement type) {
    Size size = type.getAnnotation(Size.class);
    Pattern pattern = type.getAnnotation(Pattern.class);
    if (size != null) {
      schema.minLength(size.min()).maxLength(size.max());
    }
    if (pattern != null) {
      schema.pattern(pattern.regexp());
    }
    return size != null || pattern != null;
  }
}
