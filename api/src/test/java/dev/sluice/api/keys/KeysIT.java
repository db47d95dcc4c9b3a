package dev.sluice.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
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
          """)
  void aKeyThatBreaksTheContractIsNotMade(String body, String param) throws Exception {
    HttpResponse<String> response = api.post("/v1/admin/keys", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo(param);
  }

  @Test
  void aRevokedKeyStopsWorkingAtOnceHereAndSoonElsewhere() throws Exception {
    String key = api.createKey("revoked", List.of("jobs:read"));
    String id = newestKey();
    assertThat(status(key)).isEqualTo(404);
    assertThat(api.delete("/v1/admin/keys/" + id).statusCode()).isEqualTo(204);
    assertThat(status(key)).isEqualTo(401);
    assertThat(api.delete("/v1/admin/keys/" + id).statusCode()).isEqualTo(204);
    assertThat(api.delete("/v1/admin/keys/nonsense").statusCode()).isEqualTo(404);

    String elsewhere = api.createKey("revoked", List.of("jobs:read"));
    assertThat(status(elsewhere)).isEqualTo(404);
    // As another replica does it: this one is not told.
    api.sql().update("UPDATE api_key SET revoked_at = now() WHERE id = ?::uuid", newestKey());
    await().atMost(Duration.ofSeconds(10)).until(() -> status(elsewhere) == 401);
  }

  @Test
  void anExpiredKeyDoesNotWork() throws Exception {
    String key = api.createKey("expired", List.of("jobs:read"));
    api.sql().update("UPDATE api_key SET expires_at = now() WHERE id = ?::uuid", newestKey());
    assertThat(status(key)).isEqualTo(401);
  }

  private String newestKey() throws Exception {
    return TestApi.json(api.get("/v1/admin/keys")).path("items").get(0).path("id").asString();
  }

  private int status(String key) throws Exception {
    return api.send(api.anonymous("/v1/jobs/x").header("X-API-Key", key)).statusCode();
  }
}
