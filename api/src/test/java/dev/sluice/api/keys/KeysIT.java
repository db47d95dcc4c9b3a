package dev.sluice.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.Tries;
import dev.sluice.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class KeysIT {

  private final TestApi api = TestApi.shared();

  KeysIT() throws Exception {}

  @Test
  void aKeyIsShownOnceAndStoredAsItsHash() throws Exception {
    HttpResponse<String> created =
        api.post(
            "/v1/admin/keys",
            """
            {"tenant":"acme","name":"ci","scopes":["jobs:write","jobs:read"],
             "limits":{"requests_per_minute":10},"expires_at":"2999-01-01T00:00:00Z"}
            """);
    assertThat(created.statusCode()).isEqualTo(201);
    JsonNode key = TestApi.json(created);
    String secret = key.path("key").asString();
    assertThat(secret).startsWith("slk_").hasSize(47);
    assertThat(key.path("tenant").asString()).isEqualTo("acme");
    assertThat(key.path("scopes").toString()).isEqualTo("[\"jobs:read\",\"jobs:write\"]");
    assertThat(key.path("limits").path("requests_per_minute").asInt()).isEqualTo(10);
    assertThat(key.path("expires_at").asString()).isEqualTo("2999-01-01T00:00:00Z");

    HttpResponse<String> listed = api.get("/v1/admin/keys");
    assertThat(listed.body()).contains(key.path("id").asString()).doesNotContain(secret);
    assertThat(api.sql().queryForList("SELECT api_key::text FROM api_key", String.class).toString())
        .doesNotContain(secret);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"a","scopes":["chat"]}                                                | tenant
          {"tenant":" ","name":"a","scopes":["chat"]}                                   | tenant
          {"tenant":"t","scopes":["chat"]}                                              | name
          {"tenant":"t","name":"a"}                                                     | scopes
          {"tenant":"t","name":"a","scopes":[]}                                         | scopes
          {"tenant":"t","name":"a","scopes":["root"]}                                   | scopes
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"tokens_per_minute":0}}  | limits.tokens_per_minute
          {"tenant":"t","name":"a","scopes":["chat"],"expires_at":"2001-01-01T00:00:00Z"} | expires_at
          {"tenant":"t","name":"a","scopes":["chat"],"expires_at":"tomorrow"}           | expires_at
          {"tenant":"t","name":"a","scopes":["chat"],"expires_at":4102444800}           | expires_at
          {"tenant":"t","name":"a","scopes":["chat"],"limits":[]}                       | limits
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"requests_per_minute":1.5}} | limits.requests_per_minute
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"requests_per_hour":-1}} | limits.requests_per_hour
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"requests_per_hour":2147483648}} | limits.requests_per_hour
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"tokens_per_minute":"9"}} | limits.tokens_per_minute
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"polls_per_minute":0}}   | limits.polls_per_minute
          {"tenant":"t","name":"a","scopes":"chat"}                                     | scopes
          {"tenant":"t","name":"a","scopes":[1]}                                        | scopes[0]
          {"tenant":"t","name":"a","scopes":["CHAT"]}                                   | scopes
          {"tenant":5,"name":"a","scopes":["chat"]}                                     | tenant
          {"tenant":"a\\u0000b","name":"a","scopes":["chat"]}                           | tenant
          {"tenant":"\\ud800","name":"a","scopes":["chat"]}                             | tenant
          {"tenant":"t","name":"a\\nb","scopes":["chat"]}                               | name
          {"tenant":"t","name":" ","scopes":["chat"]}                                   | name
          {"tenant":"t","name":true,"scopes":["chat"]}                                  | name
          {"tenant":"t","name":"a","scopes":[""]}                                       | scopes
          {"tenant":"t","name":"a","scopes":["chat",null]}                              | scopes[1]
          {"tenant":"t","name":"a","scopes":{}}                                         | scopes
          {"tenant":"t","name":"a","scopes":["chat"],"limits":""}                       | limits
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"tokens_per_minute":1.0}} | limits.tokens_per_minute
          {"tenant":"t","name":"a","scopes":["chat"],"limits":{"tokens_per_minute":true}} | limits.tokens_per_minute
          {"tenant":"t","name":"a","scopes":["chat"],"expires_at":""}                   | expires_at
          """)
  void aKeyThatBreaksTheContractIsNotMade(String body, String param) throws Exception {
    HttpResponse<String> response = api.post("/v1/admin/keys", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo(param);
  }

  @Test
  void aTenantsNameHasUpTo256Characters() throws Exception {
    for (int length : new int[] {256, 257}) {
      String tenant = "x".repeat(length);
      HttpResponse<String> response =
          api.post(
              "/v1/admin/keys",
              "{\"tenant\":\"" + tenant + "\",\"name\":\"a\",\"scopes\":[\"chat\"]}");
      assertThat(response.statusCode()).isEqualTo(length == 256 ? 201 : 400);
    }
  }

  @Test
  void aNamesLengthCountsCodePoints() throws Exception {
    for (int length : new int[] {200, 201}) {
      HttpResponse<String> response =
          api.post(
              "/v1/admin/keys",
              "{\"tenant\":\"t\",\"name\":\"%s\",\"scopes\":[\"chat\"]}"
                  .formatted("\uD83D\uDC4B".repeat(length)));
      assertThat(response.statusCode()).isEqualTo(length == 200 ? 201 : 400);
    }
  }

  @Test
  void theAnswersHaveTheContractsFieldsAndNoOthers() throws Exception {
    HttpResponse<String> created =
        api.post(
            "/v1/admin/keys",
            "{\"tenant\":\"shape\",\"name\":\"a\",\"scopes\":[\"chat\",\"chat\"]}");
    JsonNode key = TestApi.json(created);
    assertThat(key.propertyNames())
        .containsExactly(
            "id", "key", "tenant", "name", "scopes", "limits", "expires_at", "created_at");
    assertThat(key.path("scopes").toString()).isEqualTo("[\"chat\"]");
    assertThat(key.path("limits").propertyNames())
        .containsExactly(
            "requests_per_minute", "requests_per_hour", "tokens_per_minute", "polls_per_minute");
    assertThat(key.path("expires_at").isNull()).isTrue();
    assertThat(created.headers().firstValue("Location"))
        .hasValue("/v1/admin/keys/" + key.path("id").asString());
    assertThat(created.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(listed(key).propertyNames())
        .containsExactly("id", "tenant", "name", "scopes", "limits", "expires_at", "created_at");
    HttpResponse<String> deleted = api.delete("/v1/admin/keys/" + key.path("id").asString());
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(listed(key).path("revoked_at").isString()).isTrue();
  }

  private JsonNode listed(JsonNode key) throws Exception {
    for (JsonNode item : TestApi.json(api.get("/v1/admin/keys")).path("items")) {
      if (item.path("id").equals(key.path("id"))) {
        return item;
      }
    }
    throw new AssertionError("not listed");
  }

  @Test
  void aRevokedKeyStopsWorkingOnEveryReplicaWithinTenSeconds() throws Exception {
    TestDatabase database = TestApi.freshDatabase();
    try (TestApi one = TestApi.start(Map.of(), database);
        TestApi two = TestApi.start(Map.of(), database)) {
      HttpResponse<String> created =
          one.post(
              "/v1/admin/keys", "{\"tenant\":\"t\",\"name\":\"a\",\"scopes\":[\"jobs:read\"]}");
      String key = TestApi.json(created).path("key").asString();
      assertThat(status(one, key)).isEqualTo(404);
      assertThat(status(two, key)).isEqualTo(404);
      String id = TestApi.json(created).path("id").asString();
      assertThat(one.delete("/v1/admin/keys/" + id).statusCode()).isEqualTo(204);
      assertThat(status(one, key)).isEqualTo(401);
      // Used all the time, which must not keep it in memory.
      await().atMost(Duration.ofSeconds(10)).until(() -> status(two, key) == 401);
    }
  }

  /** Whoever looked it up again would find that it does not expire. */
  @Test
  void aKeyInUseStopsWorkingTheMomentItExpires() throws Exception {
    Tries.oneOfThree(number -> {
      String tenant = "expires-" + number;
      Instant expiry = Instant.now().plusSeconds(2);
      HttpResponse<String> created =
          api.post(
              "/v1/admin/keys",
              """
              {"tenant":"%s","name":"a","scopes":["jobs:read"],"expires_at":"%s"}
              """
                  .formatted(tenant, expiry));
      assertThat(created.statusCode()).isEqualTo(201);
      String key = TestApi.json(created).path("key").asString();
      assertThat(status(key)).isEqualTo(404);
      api.sql().update("UPDATE api_key SET expires_at = NULL WHERE tenant = ?", tenant);
      await().atMost(Duration.ofSeconds(10)).until(() -> status(key) == 401);
      assertThat(Instant.now()).isAfterOrEqualTo(expiry);
    });
  }

  @Test
  void aRevokedKeyStopsWorkingAtOnceHereAndSoonElsewhere() throws Exception {
    String key = api.createKey("revoked", List.of("jobs:read"));
    String id = keyOf("revoked");
    assertThat(status(key)).isEqualTo(404);
    assertThat(api.delete("/v1/admin/keys/" + id).statusCode()).isEqualTo(204);
    assertThat(status(key)).isEqualTo(401);
    assertThat(api.delete("/v1/admin/keys/" + id).statusCode()).isEqualTo(204);
    assertThat(api.delete("/v1/admin/keys/nonsense").statusCode()).isEqualTo(404);

    String elsewhere = api.createKey("revoked-elsewhere", List.of("jobs:read"));
    assertThat(status(elsewhere)).isEqualTo(404);
    // As another replica does it: this one is not told.
    api.sql().update("UPDATE api_key SET revoked_at = now() WHERE tenant = 'revoked-elsewhere'");
    await().atMost(Duration.ofSeconds(10)).until(() -> status(elsewhere) == 401);
  }

  @Test
  void anExpiredKeyDoesNotWork() throws Exception {
    String key = api.createKey("expired", List.of("jobs:read"));
    api.sql().update("UPDATE api_key SET expires_at = now() WHERE tenant = 'expired'");
    assertThat(status(key)).isEqualTo(401);
  }

  private String keyOf(String tenant) throws Exception {
    for (JsonNode item : TestApi.json(api.get("/v1/admin/keys")).path("items")) {
      if (item.path("tenant").asString().equals(tenant)) {
        return item.path("id").asString();
      }
    }
    throw new AssertionError("not listed");
  }

  private int status(String key) throws Exception {
    return status(api, key);
  }

  private static int status(TestApi api, String key) throws Exception {
    return api.send(api.anonymous("/v1/jobs/x").header("X-API-Key", key)).statusCode();
  }
}
