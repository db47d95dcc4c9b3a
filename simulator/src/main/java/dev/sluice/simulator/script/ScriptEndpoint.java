package dev.sluice.simulator.script;

import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Problem;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.prompt.Unacceptable;
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
 * {@code PUT /_script} sets a script, {@code GET /_script} shows those set, {@code DELETE /_script}
 * forgets them and the progress of all scripts.
 */
public final class ScriptEndpoint implements Endpoint {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ScriptBook book;

  public ScriptEndpoint(ScriptBook book) {
    this.book = book;
  }

  @Override
  public void handle(Request request, Exchange exchange) {
    try {
      switch (request.method()) {
        case "PUT" -> {
          Posted posted = read(request.body());
          book.post(posted);
          exchange.respond(Response.json(200, json(posted).toString()));
        }
        case "GET" -> {
          ArrayNode all = JsonNodeFactory.instance.arrayNode();
          book.posted().forEach(posted -> all.add(json(posted)));
          exchange.respond(Response.json(200, all.toString()));
        }
        case "DELETE" -> {
          book.clear();
          exchange.respond(Response.json(200, "{\"cleared\":true}"));
        }
        default -> exchange.respond(Problem.response(405, "Only PUT, GET and DELETE"));
      }
    } catch (Unacceptable e) {
      exchange.respond(Problem.response(400, e.explanation()));
    }
  }

  private static Posted read(byte[] bytes) throws Unacceptable {
    JsonNode body = tree(bytes);
    only(Set.of("match", "steps"), body, "The script");
    JsonNode match = body.path("match");
    only(Set.of("model", "contains"), match, "match");
    List<String> items = new ArrayList<>();
    for (JsonNode step : body.path("steps")) {
      items.add(text(step, "steps"));
    }
    Posted.Match matching = new Posted.Match(optional(match, "model"), optional(match, "contains"));
    return new Posted(matching, items, Script.parse(items));
  }

  private static JsonNode tree(byte[] bytes) throws Unacceptable {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new Unacceptable("The body is not JSON");
    }
  }

  private static void only(Set<String> names, JsonNode object, String what) throws Unacceptable {
    if (!object.isObject() && !object.isMissingNode()) {
      throw new Unacceptable(what + " must be an object");
    }
    if (!names.containsAll(object.propertyNames())) {
      throw new Unacceptable(what + " has fields other than " + names.stream().sorted().toList());
    }
  }

  private static Optional<String> optional(JsonNode object, String name) throws Unacceptable {
    return object.has(name) ? Optional.of(text(object.path(name), name)) : Optional.empty();
  }

  private static String text(JsonNode node, String name) throws Unacceptable {
    if (!node.isString()) {
      throw new Unacceptable(name + " must be text");
    }
    return node.stringValue();
  }

  private static ObjectNode json(Posted posted) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode match = json.putObject("match");
    posted.match().model().ifPresent(model -> match.put("model", model));
    posted.match().contains().ifPresent(text -> match.put("contains", text));
    ArrayNode steps = json.putArray("steps");
    posted.items().forEach(steps::add);
    return json;
  }
}
