package dev.sluice.local.demo;

import dev.sluice.local.data.Keys;
import dev.sluice.local.demo.ApiClient.Answer;
import dev.sluice.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/** The API key that the stack's user gets: one per data folder. */
final class DevelopmentKey {
  private static final String TENANT = "development";
  private static final int CREATED = 201;
  private static final int UNAUTHENTICATED = 401;

  private DevelopmentKey() {}

  /** The kept key, or a new one where there is none or the database no longer knows it. */
  static String of(Keys keys, ApiClient api) {
    String kept = keys.development();
    if (!kept.isEmpty() && api.get(kept, "/v1/jobs/none").status() != UNAUTHENTICATED) {
      return kept;
    }
    String key = create(keys.admin(), api);
    keys.keepDevelopment(key);
    return key;
  }

  private static String create(String adminKey, ApiClient api) {
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("tenant", TENANT).put("name", "The local stack's user");
    request.putArray("scopes").add("jobs:read").add("jobs:write").add("chat");
    Answer answer = api.post(adminKey, "/v1/admin/keys", request);
    if (answer.status() != CREATED) {
      throw new DemoFailure("No API key: %d %s".formatted(answer.status(), answer.body()));
    }
    return answer.body().path("key").asString();
  }
}
