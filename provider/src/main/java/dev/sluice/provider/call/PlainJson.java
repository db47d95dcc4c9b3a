package dev.sluice.provider.call;

import dev.sluice.wire.Json;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** JSON trees as the maps and lists that the SDKs take; they speak an older Jackson than we do. */
public final class PlainJson {

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private PlainJson() {}

  /** The members of an object, in order. */
  public static Map<String, Object> members(JsonNode object) {
    return Json.mapper().convertValue(object, MAP);
  }
}
