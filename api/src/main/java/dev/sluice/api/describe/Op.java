package dev.sluice.api.describe;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.keys.Scope;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.ArrayList;
import java.util.List;

/** Describes one operation; what all operations have in common is there from the beginning. */
final class Op {

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String EVENTS = "text/event-stream";

  private final String method;
  private final String path;
  private final Operation operation;
  private final List<String> everywhere = new ArrayList<>(List.of(Headers.REQUEST_ID));

  private Op(String method, String path, String id) {
    this.method = method;
    this.path = path;
    this.operation = new Operation().operationId(id).responses(new ApiResponses());
  }

  /** An operation that anybody may call. */
  static Op open(String method, String path, String id) {
    Op op = new Op(method, path, id);
    op.operation.setSecurity(List.of());
    return op.refuses(Refusal.BAD_REQUEST);
  }

  /** An operation that any known caller may call. */
  static Op known(String method, String path, String id) {
    return secured(method, path, id, List.of());
  }

  /** An operation that callers with this scope may call. */
  static Op scoped(String method, String path, String id, Scope scope) {
    return secured(method, path, id, List.of(scope.wireName())).refuses(Refusal.INSUFFICIENT_SCOPE);
  }

  private static Op secured(String method, String path, String id, List<String> scopes) {
    Op op = new Op(method, path, id);
    op.operation.setSecurity(
        List.of(
            new SecurityRequirement().addList(Description.API_KEY),
            new SecurityRequirement().addList(Description.BEARER_KEY),
            new SecurityRequirement().addList(Description.OAUTH2, scopes)));
    Headers.limits().forEach(op.everywhere::add);
    return op.refuses(
        Refusal.BAD_REQUEST,
        Refusal.MISSING_CREDENTIALS,
        Refusal.INVALID_CREDENTIALS,
        method.equals("GET") ? Refusal.POLLS_LIMITED : Refusal.RATE_LIMITED,
        Refusal.AUTHENTICATION_UNAVAILABLE);
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Operation operation() {
    return operation;
  }

  Op says(String tag, String summary, String description) {
    operation.addTagsItem(tag).summary(summary).description(description.strip());
    return this;
  }

  /** Deprecated, as every answer says in its headers. */
  Op deprecated() {
    operation.setDeprecated(true);
    everywhere.addAll(List.of(Headers.DEPRECATION, Headers.SUNSET, Headers.LINK));
    operation.getResponses().values().forEach(this::addHeaders);
    return this;
  }

  Op takes(String in, String name, Schema<?> schema, String description) {
    operation.addParametersItem(
        new Parameter()
            .in(in)
            .name(name)
            .required(in.equals("path"))
            .schema(schema)
            .description(description));
    return this;
  }

  /** A body that is required, in JSON; examples as pairs of name and document. */
  Op takesJson(String schema, String... examples) {
    operation.setRequestBody(
        new RequestBody().required(true).content(content(JSON, Shapes.ref(schema), examples)));
    return refuses(
        Refusal.MALFORMED_JSON,
        Refusal.INVALID_FIELD,
        Refusal.REQUEST_TIMEOUT,
        Refusal.BODY_TOO_LARGE,
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        Refusal.OVERLOADED);
  }

  /** The body may as well be absent. */
  Op orNoBody() {
    operation.getRequestBody().setRequired(false);
    return this;
  }

  Op takesLines(Schema<?> schema, String example) {
    operation.setRequestBody(
        new RequestBody().required(true).content(lines(NDJSON, schema, "lines", example)));
    return refuses(Refusal.LINES_EXPECTED, Refusal.REQUEST_TIMEOUT);
  }

  /** An answer in JSON; examples as pairs of name and document. */
  Op answers(int status, String description, String schema, String... examples) {
    return answer(status, description, content(JSON, Shapes.ref(schema), examples));
  }

  /** An answer that is a sequence of lines or events. */
  Op streams(int status, String description, String type, Schema<?> schema, String example) {
    answer(status, description, lines(type, schema, "stream", example));
    return type.equals(EVENTS) ? with(status, Headers.ACCEL_BUFFERING) : this;
  }

  Op answersNothing(int status, String description) {
    return answer(status, description, null);
  }

  /** One more header on the answers of this status. */
  Op with(int status, String header) {
    requireNonNull(operation.getResponses().get(Integer.toString(status)))
        .addHeaderObject(header, Headers.ref(header));
    return this;
  }

  Op refuses(Refusal... refusals) {
    for (Refusal refusal : refusals) {
      ApiResponse response =
          operation
              .getResponses()
              .computeIfAbsent(
                  Integer.toString(refusal.status()), _ -> refusalOf(refusal.status()));
      requireNonNull(response.getContent().get(JSON))
          .addExamples(
              refusal.name().toLowerCase(java.util.Locale.ROOT),
              new Example().value(refusal.example()));
    }
    return this;
  }

  private ApiResponse refusalOf(int status) {
    ApiResponse response =
        addHeaders(
            new ApiResponse()
                .description(Description.refused(status))
                .content(content(JSON, Shapes.ref(status == 429 ? "RateLimitError" : "Error"))));
    Headers.ofRefusals(method, status)
        .forEach(name -> response.addHeaderObject(name, Headers.ref(name)));
    return response;
  }

  private Op answer(
      int status, String description, @org.jspecify.annotations.Nullable Content content) {
    ApiResponse response = addHeaders(new ApiResponse().description(description));
    operation
        .getResponses()
        .merge(
            Integer.toString(status),
            content == null ? response : response.content(content),
            (first, second) -> {
              first.getContent().putAll(second.getContent());
              return first;
            });
    return this;
  }

  private ApiResponse addHeaders(ApiResponse response) {
    everywhere.forEach(name -> response.addHeaderObject(name, Headers.ref(name)));
    return response;
  }

  private static Content content(String type, Schema<?> schema, String... examples) {
    MediaType media = new MediaType().schema(schema);
    for (int i = 0; i < examples.length; i += 2) {
      media.addExamples(examples[i], new Example().value(json(examples[i + 1])));
    }
    return new Content().addMediaType(type, media);
  }

  private static Content lines(String type, Schema<?> schema, String name, String example) {
    return new Content()
        .addMediaType(
            type,
            new MediaType()
                .schema(Shapes.sequenceOf(schema))
                .addExamples(name, new Example().value(example)));
  }

  private static Object json(String text) {
    try {
      return Json31.mapper().readValue(text, Object.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("an example is no JSON: " + text, e);
    }
  }
}
