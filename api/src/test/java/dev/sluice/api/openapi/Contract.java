package dev.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.api.TestApi;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import dev.sluice.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The described API as a judge of answers. Schemas of answers count as closed here: a field that is
 * not described is a fault.
 */
public final class Contract {

  private static final String JSON = "application/json";

  /** What HTTP itself has answers say, and what browsers are told of every one. */
  private static final Set<String> UNSAID =
      Set.of(
          "cache-control",
          "connection",
          "content-length",
          "content-security-policy",
          "content-type",
          "date",
          "keep-alive",
          "referrer-policy",
          "transfer-encoding",
          "vary",
          "x-content-type-options",
          "x-frame-options");

  private final ObjectNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> closedSchemas = new HashMap<>();

  private Contract(ObjectNode document) {
    this.document = document;
  }

  /** As this api serves it. */
  public static Contract of(TestApi api) throws Exception {
    RawResponse served = new RawClient(api).send(RawRequest.get("/openapi.json"));
    return new Contract((ObjectNode) served.json());
  }

  ObjectNode document() {
    return document;
  }

  /** Insists that this answer to this request is described, in each of its parts. */
  public void check(RawRequest request, RawResponse response) {
    assertThat(faults(request, response)).as(request.line() + " " + response.text()).isEmpty();
  }

  /** What of this answer to this request is not as described. */
  List<String> faults(RawRequest request, RawResponse response) {
    String[] line = request.line().split(" ", -1);
    Optional<JsonNode> operation =
        line.length < 2 ? Optional.empty() : operation(line[0], line[1].replaceAll("\\?.*", ""));
    if (operation.isEmpty()) {
      return schemaFaults("Error", response.json());
    }
    JsonNode described =
        operation.get().path("responses").path(Integer.toString(response.status()));
    if (described.isMissingNode()) {
      return List.of("status " + response.status() + " is not described");
    }
    List<String> faults = new ArrayList<>();
    for (String name : described.path("headers").propertyNames()) {
      if (response.header(name) == null && mustBeThere(name, response)) {
        faults.add("header " + name + " is described and missing");
      }
    }
    Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.addAll(described.path("headers").propertyNames());
    for (String name : response.headers().keySet()) {
      if (!headers.contains(name) && !UNSAID.contains(name.toLowerCase(Locale.ROOT))) {
        faults.add("header " + name + " is there and not described");
      }
    }
    if (described.has("content")) {
      faults.addAll(bodyFaults(described.path("content"), response));
    } else if (response.body().length > 0) {
      faults.add("a body is there and not described");
    }
    return List.copyOf(faults);
  }

  private List<String> bodyFaults(JsonNode content, RawResponse response) {
    String type = String.valueOf(response.header("Content-Type")).replaceAll(";.*", "");
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      return List.of("content type " + type + " is not described");
    }
    if (!type.equals(JSON)) {
      return List.of();
    }
    List<String> faults =
        new ArrayList<>(schemaFaults(name(media.path("schema")), response.json()));
    if (response.status() >= 400 && response.json().has("code")) {
      String code = response.json().path("code").asString();
      if (media
          .path("examples")
          .valueStream()
          .noneMatch(example -> example.path("value").path("code").asString().equals(code))) {
        faults.add("code " + code + " has no example");
      }
    }
    return List.copyOf(faults);
  }

  /** A refusal may come before the caller is known, and not every one says when to come back. */
  private static boolean mustBeThere(String header, RawResponse response) {
    return switch (header) {
      case "X-Accel-Buffering" ->
          String.valueOf(response.header("Content-Type")).startsWith("text/event-stream");
      case "WWW-Authenticate" -> response.status() == 401;
      case "Retry-After" -> response.status() == 429;
      case "x-should-retry", "Accept", "Accept-Patch" -> false;
      default -> response.status() < 400 || !header.startsWith("x-ratelimit");
    };
  }

  private static String name(JsonNode schema) {
    return schema.path("$ref").asString().replaceAll(".*/", "");
  }

  /** What is wrong with this value by the component schema of this name. */
  List<String> schemaFaults(String name, JsonNode value) {
    return closedSchemas
        .computeIfAbsent(name, this::closedSchema)
        .validate(
            value,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  private Schema closedSchema(String name) {
    ObjectNode root = document.deepCopy();
    close(root.path("components").path("schemas"));
    root.put("$ref", "#/components/schemas/" + name);
    return registry.getSchema(root);
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Contract::close);
  }

  private Optional<JsonNode> operation(String method, String path) {
    for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
      String pattern = entry.getKey().replaceAll("\\{[^}]*}", "[^/]+");
      JsonNode operation = entry.getValue().path(method.toLowerCase(java.util.Locale.ROOT));
      boolean named = method.equals(method.toUpperCase(java.util.Locale.ROOT));
      if (named && path.matches(pattern) && !operation.isMissingNode()) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }

  static JsonNode json(String text) {
    return Json.mapper().readTree(text);
  }
}
