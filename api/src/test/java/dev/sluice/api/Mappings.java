package dev.sluice.api;

import static java.util.stream.Collectors.toCollection;

import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The endpoints that an api has, e.g. {@code GET /v1/jobs/{id}}. */
public final class Mappings {

  private Mappings() {}

  public static Set<String> of(TestApi api) {
    return api
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .stream()
        .flatMap(Mappings::names)
        .collect(toCollection(TreeSet::new));
  }

  private static java.util.stream.Stream<String> names(RequestMappingInfo mapping) {
    return mapping.getPatternValues().stream()
        .flatMap(path ->
            mapping.getMethodsCondition().getMethods().stream().map(method -> method + " " + path));
  }
}
