package dev.sluice.api.http.body;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Reads a controller's {@link RequestBody} parameter from a JSON object and checks its constraints.
 * Members that the parameter's record does not have are ignored. The first violation, by path, ends
 * the request with an {@link InvalidFieldException} that names the member as the caller wrote it,
 * e.g. {@code limits.polls_per_minute} or {@code scopes[1]}.
 */
@Component
final class JsonBodyArgumentResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  private final JsonBody body;
  private final Validator validator;

  JsonBodyArgumentResolver(JsonBody body, Validator validator) {
    this.body = body;
    this.validator = validator;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(RequestBody.class);
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    JsonNode document =
        body.read(requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
    if (!document.isObject()) {
      throw new InvalidFieldException(null, "The document must be a JSON object.");
    }
    Object value = bind(document, parameter.getParameterType());
    validator.validate(value).stream()
        .min(comparing(JsonBodyArgumentResolver::path))
        .ifPresent(violation -> {
          throw InvalidFieldException.of(path(violation), rule(violation) + ".");
        });
    return value;
  }

  private static Object bind(JsonNode document, Class<?> type) {
    Set<String> members = Set.copyOf(document.propertyNames());
    try {
      return BindingMapper.MAPPER
          .reader(new InjectableValues.Std(Map.of(JsonBody.MEMBERS, members)))
          .forType(type)
          .readValue(document);
    } catch (JacksonException e) {
      throw InvalidFieldException.of(path(e, document), rule(e));
    }
  }

  /** The array is at fault, not its item, where an item is none of the known names. */
  private static String path(JacksonException failure, JsonNode document) {
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

  private static String rule(JacksonException failure) {
    Class<?> type =
        failure instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    if (type == null) {
      return "has an invalid value.";
    }
    if (type.isEnum()) {
      JsonNode names = BindingMapper.MAPPER.valueToTree(type.getEnumConstants());
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

  private static String path(ConstraintViolation<?> violation) {
    StringBuilder path = new StringBuilder();
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PROPERTY) {
        path.append(path.isEmpty() ? "" : ".").append(snakeCase(node.getName()));
      } else if (node.getIndex() != null) {
        path.append('[').append(node.getIndex()).append(']');
      } else if (node.getKey() != null && !"<map key>".equals(node.getName())) {
        path.append('.').append(node.getKey());
      }
    }
    return path.toString();
  }

  private static String snakeCase(String name) {
    return name.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
  }

  private static String rule(ConstraintViolation<?> violation) {
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
