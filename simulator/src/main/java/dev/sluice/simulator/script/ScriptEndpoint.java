package dev.sluice.simulator.script;

import dev.sluice.simulator.http.AdminError;
import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code PUT /_script} sets a script, {@code GET /_script} lists the scripts, {@code DELETE
 * /_script} deletes them and the progress of all scripts.
 */
public final class ScriptEndpoint implements Endpoint {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ScriptRegistry scripts;

  public ScriptEndpoint(ScriptRegistry scripts) {
    this.scripts = scripts;
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    try {
      switch (request.method()) {
        case "PUT" -> {
          ScriptRule rule = read(request.body());
          scripts.put(rule);
          exchange.respond(Response.json(200, json(rule).toString()));
        }
        case "GET" -> {
          ArrayNode all = JsonNodeFactory.instance.arrayNode();
          scripts.rules().forEach(rule -> all.add(json(rule)));
          exchange.respond(Response.json(200, all.toString()));
        }
        case "DELETE" -> {
          scripts.clear();
          exchange.respond(Response.json(200, "{\"cleared\":true}"));
        }
        default ->
            exchange.respond(AdminError.response(405, "Only PUT, GET and DELETE are allowed"));
      }
    } catch (InvalidRequestException e) {
      exchange.respond(AdminError.response(400, e.message()));
    }
  }

  private static ScriptRule read(byte[] bytes) throws InvalidRequestException {
    JsonNode body = tree(bytes);
    only(Set.of("match", "steps"), body, "The script");
    JsonNode match = body.path("match");
    only(Set.of("model", "contains"), match, "match");
    List<String> items = new ArrayList<>();
    for (JsonNode step : body.path("steps")) {
      items.add(text(step, "steps"));
    }
    ScriptRule.Match matching =
        new ScriptRule.Match(optional(match, "model"), optional(match, "contains"));
    return new ScriptRule(matching, items, Script.parse(items));
  }

  private static JsonNode tree(byte[] bytes) throws InvalidRequestException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new InvalidRequestException("The body is not valid JSON");
    }
  }

  private static void only(Set<String> names, JsonNode object, String what)
      throws InvalidRequestException {
    if (!object.isObject() && !object.isMissingNode()) {
      throw new InvalidRequestException(what + " must be an object");
    }
    if (!names.containsAll(object.propertyNames())) {
      throw new InvalidRequestException(
          what + " can only have the fields " + names.stream().sorted().toList());
    }
  }

  private static Optional<String> optional(JsonNode object, String name)
      throws InvalidRequestException {
    return object.has(name) ? Optional.of(text(object.path(name), name)) : Optional.empty();
  }

  private static String text(JsonNode node, String name) throws InvalidRequestException {
    if (!node.isString()) {
      throw new InvalidRequestException(name + " must be a string");
    }
    return node.stringValue();
  }

  private static ObjectNode json(ScriptRule rule) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode match = json.putObject("match");
    rule.match().model().ifPresent(model -> match.put("model", model));
    rule.match().contains().ifPresent(text -> match.put("contains", text));
    ArrayNode steps = json.putArray("steps");
    rule.items().forEach(steps::add);
    return json;
  }
}
