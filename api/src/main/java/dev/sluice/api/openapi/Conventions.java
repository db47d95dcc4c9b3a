package dev.sluice.api.openapi;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.http.access.AccessRule;
import dev.sluice.api.http.access.AccessRules;
import dev.sluice.api.http.body.Query;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.keys.Scope;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Completes each operation's description: credentials by {@link AccessRules}, headers, examples,
 * and the errors that follow from credentials, parameters and bodies or are named by {@link
 * Errors}.
 */
final class Conventions {

  private static final String JSON = "application/json";
  private static final Pattern PATH_VARIABLE = Pattern.compile("(\\w+?)(ies|s)/\\{(\\w+)}");

  private final RequestMappingHandlerMapping mappings;
  private final Examples examples;
  private final Map<String, ApiResponse> failures;

  /**
   * @param failures how responses of each status of errors are described
   */
  Conventions(
      RequestMappingHandlerMapping mappings, Examples examples, Map<String, ApiResponse> failures) {
    this.mappings = mappings;
    this.examples = examples;
    this.failures = failures;
  }

  void apply(OpenAPI document) {
    mappings
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          for (String path : mapping.getPatternValues()) {
            for (var method : mapping.getMethodsCondition().getMethods()) {
              Operation operation = operation(document, path, method.name(), handler);
              if (operation != null) {
                complete(operation, path, method.name(), mapping, handler);
              }
            }
          }
        });
    document.getComponents().setResponses(null);
    removeUnused(document);
  }

  /** Schemas of unwrapped records are not referenced. */
  private static void removeUnused(OpenAPI document) {
    Set<String> used =
        Pattern.compile("#/components/schemas/(\\w+)")
            .matcher(Json31.pretty(document))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    document.getComponents().getSchemas().keySet().retainAll(used);
  }

  private static @Nullable Operation operation(
      OpenAPI document, String path, String method, HandlerMethod handler) {
    var described =
        AnnotatedElementUtils.findMergedAnnotation(
            handler.getMethod(), io.swagger.v3.oas.annotations.Operation.class);
    return described == null || described.hidden() || !document.getPaths().containsKey(path)
        ? null
        : document.getPaths().get(path).readOperationsMap().get(HttpMethod.valueOf(method));
  }

  private void complete(
      Operation operation,
      String path,
      String method,
      RequestMappingInfo mapping,
      HandlerMethod handler) {
    addQuery(operation, handler);
    AccessRule rule = AccessRules.of(method, path);
    List<String> headers = new ArrayList<>(List.of("X-Request-Id"));
    if (rule.open()) {
      operation.setSecurity(List.of());
    } else {
      headers.addAll(Headers.LIMITS);
      operation.setSecurity(security(rule.scope()));
    }
    if (Boolean.TRUE.equals(operation.getDeprecated())) {
      headers.addAll(Headers.DEPRECATION);
    }
    describePathVariables(operation, path);
    if (operation.getRequestBody() != null) {
      addExamples(
          operation.getRequestBody().getContent(),
          operation.getOperationId() + " request",
          operation.getOperationId() + " lines");
    }
    operation
        .getResponses()
        .forEach((status, response) -> {
          addExamples(
              response.getContent(),
              operation.getOperationId() + " " + status,
              operation.getOperationId() + " stream");
          if (response.getContent() != null
              && response.getContent().containsKey("text/event-stream")) {
            headers.add("X-Accel-Buffering");
          }
          Headers.add(response, status.equals("201") ? List.of("Location") : List.of());
          Headers.add(response, headers);
          headers.remove("X-Accel-Buffering");
        });
    for (ErrorCode code : errors(operation, method, rule, mapping, handler)) {
      addError(operation, method, headers, code, example(code, mapping));
    }
  }

  /** The components of its {@link Query} records. */
  private static void addQuery(Operation operation, HandlerMethod handler) {
    for (MethodParameter query : handler.getMethodParameters()) {
      if (query.hasParameterAnnotation(Query.class)) {
        Class<?> type = query.getParameterType();
        Schema<?> schemas =
            requireNonNull(
                ModelConverters.getInstance(true).readAll(type).get(type.getSimpleName()));
        schemas
            .getProperties()
            .forEach((name, schema) ->
                operation.addParametersItem(
                    new Parameter()
                        .in("query")
                        .name(name)
                        .description(schema.getDescription())
                        .schema(schema.description(null))));
      }
    }
  }

  private static List<SecurityRequirement> security(@Nullable Scope scope) {
    List<String> scopes = scope == null ? List.of() : List.of(scope.wireName());
    return List.of(
        new SecurityRequirement().addList("apiKey"),
        new SecurityRequirement().addList("bearerKey"),
        new SecurityRequirement().addList("oauth2", scopes));
  }

  /** All of them are ids. */
  private static void describePathVariables(Operation operation, String path) {
    Matcher variables = PATH_VARIABLE.matcher(path);
    while (variables.find()) {
      String thing = variables.group(1) + (variables.group(2).equals("ies") ? "y" : "");
      for (Parameter parameter : operation.getParameters()) {
        if (parameter.getName().equals(variables.group(3))) {
          parameter.description("The id of the " + thing + ".").getSchema().setFormat("uuid");
        }
      }
    }
  }

  /** OpenAPI 3.1 cannot describe a sequence of lines or events. */
  private void addExamples(@Nullable Content content, String ofJson, String ofSequence) {
    if (content == null) {
      return;
    }
    content.forEach((type, media) -> {
      String ref = media.getSchema().get$ref();
      if (type.equals(JSON) && ref == null) {
        throw new IllegalStateException(ofJson + " has no named schema");
      }
      if (type.equals(JSON)) {
        examples.add(media, ofJson);
        if (media.getExamples() == null) {
          examples.add(media, ref.substring(ref.lastIndexOf('/') + 1));
        }
      } else {
        Schema<?> whole = new JsonSchema();
        whole.addType("string");
        media.setSchema(
            new JsonSchema()
                .addAnyOfItem(whole.description("The body as a whole."))
                .addAnyOfItem(media.getSchema())
                .description("A sequence; this is each item of it."));
        examples.add(media, ofSequence);
      }
    });
  }

  private static Set<ErrorCode> errors(
      Operation operation,
      String method,
      AccessRule rule,
      RequestMappingInfo mapping,
      HandlerMethod handler) {
    Set<ErrorCode> errors = EnumSet.of(ErrorCode.BAD_REQUEST);
    if (!rule.open()) {
      errors.add(ErrorCode.MISSING_CREDENTIALS);
      errors.add(ErrorCode.INVALID_CREDENTIALS);
      errors.add(ErrorCode.AUTHENTICATION_UNAVAILABLE);
      errors.add(
          method.equals("GET") ? ErrorCode.POLL_LIMIT_EXCEEDED : ErrorCode.REQUEST_LIMIT_EXCEEDED);
    }
    if (rule.scope() != null) {
      errors.add(ErrorCode.INSUFFICIENT_SCOPE);
    }
    if (!mapping.getProducesCondition().isEmpty()) {
      errors.add(ErrorCode.NOT_ACCEPTABLE);
    }
    if (operation.getRequestBody() != null) {
      errors.add(ErrorCode.REQUEST_TIMEOUT);
      errors.add(ErrorCode.BODY_TOO_LARGE);
      errors.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
      if (operation.getRequestBody().getContent().containsKey(JSON)) {
        errors.add(ErrorCode.MALFORMED_JSON);
        errors.add(ErrorCode.VALIDATION_ERROR);
        errors.add(ErrorCode.OVERLOADED);
      }
    }
    if (operation.getParameters() != null) {
      for (Parameter parameter : operation.getParameters()) {
        switch (parameter.getName()) {
          case "cursor" -> errors.add(ErrorCode.INVALID_CURSOR);
          case "Idempotency-Key" -> errors.add(ErrorCode.INVALID_IDEMPOTENCY_KEY);
          default -> {}
        }
        if (parameter.getIn().equals("query")) {
          errors.add(ErrorCode.VALIDATION_ERROR);
        }
      }
    }
    addNamed(errors, handler.getMethodAnnotation(Errors.class));
    addNamed(errors, handler.getBeanType().getAnnotation(Errors.class));
    return errors;
  }

  private static void addNamed(Set<ErrorCode> errors, @Nullable Errors named) {
    if (named != null) {
      errors.addAll(List.of(named.value()));
    }
  }

  private static ApiError example(ErrorCode code, RequestMappingInfo mapping) {
    return switch (code) {
      case NOT_ACCEPTABLE ->
          code.error(names(mapping.getProducesCondition().getProducibleMediaTypes()));
      case UNSUPPORTED_MEDIA_TYPE ->
          code.error(names(mapping.getConsumesCondition().getConsumableMediaTypes()));
      default -> code.example();
    };
  }

  private static String names(Set<org.springframework.http.MediaType> types) {
    return types.stream().map(Object::toString).collect(Collectors.joining(" or "));
  }

  private void addError(
      Operation operation, String method, List<String> headers, ErrorCode code, ApiError example) {
    String status = Integer.toString(code.status());
    ApiResponse response =
        operation.getResponses().computeIfAbsent(status, _ -> response(status, method, headers));
    requireNonNull(response.getContent().get(JSON))
        .addExamples(
            code.code(),
            new Example().value(Json31.mapper().convertValue(body(example), Object.class)));
  }

  /** As the frame describes the status, with these headers. */
  private ApiResponse response(String status, String method, List<String> headers) {
    ApiResponse frame = requireNonNull(failures.get(status), status);
    ApiResponse response =
        new ApiResponse()
            .description(frame.getDescription())
            .content(
                new Content()
                    .addMediaType(
                        JSON,
                        new MediaType()
                            .schema(requireNonNull(frame.getContent().get(JSON)).getSchema())));
    Headers.add(response, headers);
    if (frame.getHeaders() != null) {
      Headers.add(response, frame.getHeaders().keySet());
    }
    if (status.equals("415") && method.equals("PATCH")) {
      Headers.add(response, List.of("Accept-Patch"));
    }
    return response;
  }

  private static Object body(ApiError error) {
    return dev.sluice.wire.Json.mapper().convertValue(error.toJson(), Map.class);
  }
}
