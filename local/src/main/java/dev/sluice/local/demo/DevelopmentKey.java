package dev.sluice.local.demo;

import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.ApiClient.Response;
import dev.sluice.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/** The user's API key: one per data directory. */
final class DevelopmentKey {
  private static final String TENANT = "development";
  private static final int CREATED = 201;
  private static final int UNAUTHENTICATED = 401;

  private DevelopmentKey() {}

  /** Returns the stored key, or creates one if there is none or the API rejects it. */
  static String of(Keys keys, ApiClient api) {
    String stored = keys.developmentKey();
    if (!stored.isEmpty() && api.get(stored, "/v1/jobs/none").status() != UNAUTHENTICATED) {
      return stored;
    }
    String key = create(keys.adminKey(), api);
    keys.saveDevelopmentKey(key);
    return key;
  }

  private static String create(String adminKey, ApiClient api) {
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("tenant", TENANT).put("name", "Local development");
    request.putArray("scopes").add("jobs:read").add("jobs:write").add("chat");
    Response response = api.post(adminKey, "/v1/admin/keys", request);
    if (response.status() != CREATED) {
      throw new DemoException(
          "The API key was not created: %d %s".formatted(response.status(), response.body()));
    }
    return response.body().path("key").asString();
  }
}
