package dev.sluice.api.http.body;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/** The field and the rule that a failure of Jackson or a violated constraint is about. */
final class Violations {

  private Violations() {}

  /**
   * The field, as the caller wrote it; the array, not its item, where an item is none of the known
   * names.
   */
  static String path(JacksonException failure, JsonNode document) {
    StringBuilder path = new StringBuilder();
    JsonNode node = document;
    for (JacksonException.Reference reference : failure.getPath()) {
      if (reference.getPropertyName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
        node = node.path(reference.getPropertyName());
      } else if (node.isArray() && !isUnknownName(failure)) {
        path.append('[').append(reference.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  private static boolean isUnknownName(JacksonException failure) {
    return failure instanceof InvalidFormatException invalid
        && invalid.getTargetType().isEnum()
        && invalid.getValue() instanceof String;
  }

  static String rule(JacksonException failure) {
    Class<?> type =
        failure instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    if (type == null) {
      return "has an invalid value.";
    }
    if (type.isEnum()) {
      JsonNode names = BindingMapper.BODY.valueToTree(type.getEnumConstants());
      return "must be one of "
          + String.join(", ", names.valueStream().map(JsonNode::asString).toList())
          + ".";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "must be a string of well-formed Unicode.";
      case "Integer" -> "must be an integer within its bounds.";
      case "Boolean" -> "must be true or false.";
      case "Instant" -> "must be an RFC 3339 timestamp of the years 0000 to 9999.";
      case "List" -> "must be an array.";
      default -> "must be an object.";
    };
  }

  /** The field, as the caller wrote it. */
  static String path(ConstraintViolation<?> violation) {
    StringBuilder path = new StringBuilder();
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PROPERTY) {
        if (path.isEmpty() && isUnwrapped(violation.getRootBeanClass(), node.getName())) {
          continue;
        }
        path.append(path.isEmpty() ? "" : ".").append(snakeCase(node.getName()));
      } else if (node.getIndex() != null) {
        path.append('[').append(node.getIndex()).append(']');
      } else if (node.getKey() != null && !"<map key>".equals(node.getName())) {
        path.append('.').append(node.getKey());
      }
    }
    return path.toString();
  }

  private static boolean isUnwrapped(Class<?> record, String component) {
    return Arrays.stream(record.getRecordComponents())
        .anyMatch(found ->
            found.getName().equals(component)
                && found.getAccessor().isAnnotationPresent(JsonUnwrapped.class));
  }

  private static String snakeCase(String name) {
    return name.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
  }

  static String rule(ConstraintViolation<?> violation) {
    return switch (violation.getConstraintDescriptor().getAnnotation()) {
      case NotNull _ -> "is required";
      case Size size ->
          "must have %d to %d %s"
              .formatted(
                  size.min(),
                  size.max(),
                  violation.getInvalidValue() instanceof String ? "characters" : "entries");
      default -> violation.getMessage();
    };
  }
}
