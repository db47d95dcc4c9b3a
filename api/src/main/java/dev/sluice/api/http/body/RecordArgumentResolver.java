package dev.sluice.api.http.body;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Validator;
import java.util.List;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a controller's {@link RequestBody} from a JSON object, or its {@link Query} from the
 * query's parameters, and checks its constraints. Members that the parameter's record does not have
 * are ignored. The first violation, by path, ends the request with an {@link InvalidFieldException}
 * that names the member as the caller wrote it, e.g. {@code limits.polls_per_minute} or {@code
 * scopes[1]}.
 */
@Component
final class RecordArgumentResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  private final JsonBody body;
  private final Validator validator;

  RecordArgumentResolver(JsonBody body, Validator validator) {
    this.body = body;
    this.validator = validator;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(RequestBody.class)
        || parameter.hasParameterAnnotation(Query.class);
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request =
        requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
    Class<?> type = parameter.getParameterType();
    Object value =
        parameter.hasParameterAnnotation(Query.class)
            ? bind(BindingMapper.QUERY, query(request.getParameterMap()), type)
            : bind(BindingMapper.BODY, object(body.read(request)), type);
    validator.validate(value).stream()
        .min(comparing(Violations::path))
        .ifPresent(violation -> {
          throw InvalidFieldException.of(
              Violations.path(violation), Violations.rule(violation) + ".");
        });
    return value;
  }

  private static JsonNode object(JsonNode document) {
    if (!document.isObject()) {
      throw new InvalidFieldException(null, "The document must be a JSON object.");
    }
    return document;
  }

  private static JsonNode query(Map<String, String[]> parameters) {
    ObjectNode document = BindingMapper.QUERY.createObjectNode();
    parameters.forEach((name, values) -> {
      if (values.length == 1) {
        document.put(name, values[0]);
      } else {
        List.of(values).forEach(document.putArray(name)::add);
      }
    });
    return document;
  }

  private static Object bind(JsonMapper mapper, JsonNode document, Class<?> type) {
    Set<String> members = Set.copyOf(document.propertyNames());
    try {
      return mapper
          .reader(new InjectableValues.Std(Map.of(JsonBody.MEMBERS, members)))
          .forType(type)
          .readValue(document);
    } catch (JacksonException e) {
      String path = Violations.path(e, document);
      boolean repeated = mapper.equals(BindingMapper.QUERY) && document.path(path).isArray();
      throw InvalidFieldException.of(path, repeated ? "must be given once." : Violations.rule(e));
    }
  }
}
