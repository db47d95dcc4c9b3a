package dev.sluice.api.webhooks;

import static dev.sluice.api.webhooks.Tenant.PATH;
import static dev.sluice.api.webhooks.Tenant.URL;
import static dev.sluice.api.webhooks.Tenant.at;
import static dev.sluice.api.webhooks.Tenant.json;
import static dev.sluice.api.webhooks.Tenant.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.secret.SecretBox;
import dev.sluice.signing.Ed25519Keys;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SecretsIT {

  private static final String GIVEN = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);

  private final TestApi api = TestApi.shared();
  private final Tenant tenant = Tenant.of(api);

  SecretsIT() throws Exception {}

  @Test
  void aGeneratedSecretHas32BytesAndIsAnotherEachTime() throws Exception {
    String first = tenant.make(URL).path("secret").asString();
    String second = tenant.make(URL).path("secret").asString();
    assertThat(Base64.getDecoder().decode(first.substring("whsec_".length()))).hasSize(32);
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void theOldSecretSignsUntilTheGraceEndsAndTheNewOneAtOnce() throws Exception {
    JsonNode made = tenant.make(URL);
    String id = made.path("id").asString();
    JsonNode rotated = json(tenant.rotate(id, "{\"grace_seconds\":60}"), 200);
    assertThat(rotated.path("secret").asString())
        .startsWith("whsec_")
        .isNotEqualTo(made.path("secret").asString());
    assertThat(rotated.path("secrets")).hasSize(2);
    assertThat(rotated.path("secrets").get(0).get("expires_at").isNull()).isTrue();
    JsonNode old = rotated.path("secrets").get(1);
    assertThat(old.path("created_at")).isEqualTo(made.path("created_at"));
    assertThat(Duration.between(Instant.parse(rotated.path("updated_at").asString()), expiry(old)))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(secrets(id)).containsExactly(text(made), text(rotated));

    // A later rotation with a longer grace does not keep the first one alive.
    JsonNode again = json(tenant.rotate(id, "{\"secret\":\"" + GIVEN + "\"}"), 200);
    assertThat(again.path("secret").asString()).isEqualTo(GIVEN);
    assertThat(again.path("secrets")).hasSize(3);
    assertThat(again.path("secrets").get(2)).isEqualTo(old);
    Instant day = Instant.parse(again.path("updated_at").asString()).plus(Duration.ofDays(1));
    assertThat(expiry(again.path("secrets").get(1))).isEqualTo(day);

    // Time passes: what has expired signs no more and is shown no more.
    api.sql()
        .update(
            """
            UPDATE endpoint_secret SET expires_at = now() - interval '2 hours'
            WHERE endpoint_id = ?::uuid AND expires_at IS NOT NULL
            """,
            id);
    assertThat(tenant.show(id).path("secrets")).hasSize(1);
    JsonNode last = json(tenant.rotate(id, "{\"grace_seconds\":0}"), 200);
    assertThat(last.path("secrets")).hasSize(1);
    // What has expired is left to the dispatcher, as it may be about to sign.
    assertThat(secrets(id)).endsWith(GIVEN, text(last));
  }

  @Test
  void fiveSecretsAreValidAtATimeAndNoGraceMakesRoom() throws Exception {
    String id = tenant.id();
    for (int i = 2; i <= 5; i++) {
      assertThat(json(tenant.rotate(id, "{}"), 200).path("secrets")).hasSize(i);
    }
    List<String> before = secrets(id);
    refused(tenant.rotate(id, "{\"grace_seconds\":1}"), 409, "too_many_secrets");
    assertThat(secrets(id)).isEqualTo(before);
    assertThat(tenant.show(id).path("secrets").get(0).get("expires_at").isNull()).isTrue();
    assertThat(json(tenant.rotate(id, "{\"grace_seconds\":0}"), 200).path("secrets")).hasSize(1);
  }

  @Test
  void withoutABodyOneIsGeneratedAndTheOldOneSignsForADay() throws Exception {
    String id = tenant.id();
    JsonNode rotated =
        json(
            api.send(
                api.request(at(id) + "/rotate-secret", tenant.name())
                    .POST(BodyPublishers.noBody())),
            200);
    Instant day = Instant.parse(rotated.path("updated_at").asString()).plus(Duration.ofDays(1));
    assertThat(expiry(rotated.path("secrets").get(1))).isEqualTo(day);
  }

  @Test
  void noSecretSignsTwice() throws Exception {
    String id = tenant.id();
    String first = secrets(id).getFirst();
    String again = "{\"secret\":\"" + GIVEN + "\"}";
    json(tenant.rotate(id, again), 200);
    JsonNode before = tenant.show(id);
    refused(tenant.rotate(id, again), 400, "validation_error");
    assertThat(tenant.show(id)).isEqualTo(before);
    // The way back: it is the newest again, and not one that ends, too.
    JsonNode back = json(tenant.rotate(id, "{\"secret\":\"" + first + "\"}"), 200);
    assertThat(back.path("secrets")).hasSize(2);
    assertThat(secrets(id).getLast()).isEqualTo(first);
  }

  @Test
  void rotationsAtOnceAreAllWhole() throws Exception {
    String id =
        tenant
            .make("{\"url\":\"https://example.com/\",\"asymmetric_signature\":true}")
            .path("id")
            .asString();
    List<CompletableFuture<HttpResponse<String>>> rotations = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rotations.add(
          api.sendAsync(
              TestApi.posting(api.request(at(id) + "/rotate-secret", tenant.name()), "{}")));
    }
    List<String> taken = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> rotation : rotations) {
      HttpResponse<String> answer = rotation.get();
      if (answer.statusCode() == 200) {
        taken.add(text(TestApi.json(answer)));
      } else {
        refused(answer, 409, "too_many_secrets");
      }
    }
    assertThat(taken).hasSize(4);
    assertThat(secrets(id)).hasSize(5).containsAll(taken);
    JsonNode shown = tenant.show(id).path("secrets");
    assertThat(shown.valueStream().filter(secret -> secret.get("expires_at").isNull())).hasSize(1);
    assertThat(keys(id).path("keys")).hasSize(5);
    assertThat(keys(id).path("keys").valueStream().filter(key -> key.get("expires_at").isNull()))
        .hasSize(1);
  }

  @Test
  void theKeyPairIsMadeRotatedAndEndedWithItsOption() throws Exception {
    String id = tenant.id();
    refused(tenant.get(at(id) + "/public-key"), 404, "public_key_not_found");
    tenant.change(id, "{\"asymmetric_signature\":true}");
    JsonNode first = keys(id);
    assertThat(first.path("keys")).hasSize(1);
    String publicKey = first.path("public_key").asString();
    assertThat(first.path("keys").get(0).path("public_key").asString()).isEqualTo(publicKey);
    assertThat(Ed25519Keys.publicText(sealed(id, "v1a").getFirst())).isEqualTo(publicKey);
    // Once more is no news.
    tenant.change(id, "{\"asymmetric_signature\":true}");
    assertThat(keys(id)).isEqualTo(first);

    JsonNode rotated = json(tenant.rotate(id, "{\"grace_seconds\":60}"), 200);
    assertThat(rotated.path("secrets")).hasSize(2);
    JsonNode both = keys(id).path("keys");
    assertThat(both).hasSize(2);
    assertThat(both.get(0).path("public_key").asString()).isNotEqualTo(publicKey);
    assertThat(keys(id).path("public_key")).isEqualTo(both.get(0).path("public_key"));
    assertThat(both.get(1).path("public_key").asString()).isEqualTo(publicKey);
    assertThat(expiry(both.get(1))).isEqualTo(expiry(rotated.path("secrets").get(1)));

    tenant.change(id, "{\"asymmetric_signature\":false}");
    refused(tenant.get(at(id) + "/public-key"), 404, "public_key_not_found");
    assertThat(
            api.sql()
                .queryForObject(
                    """
                    SELECT count(*) FROM endpoint_secret
                    WHERE endpoint_id = ?::uuid AND kind = 'v1a' AND (expires_at > now() OR expires_at IS NULL)
                    """,
                    Integer.class,
                    id))
        .isZero();
    assertThat(tenant.show(id).path("secrets")).hasSize(2);
    tenant.change(id, "{\"asymmetric_signature\":true}");
    assertThat(keys(id).path("keys")).hasSize(1);
  }

  @Test
  void aSecretIsShownOnceAndNeitherItNorAHeaderIsStoredInTheClear() throws Exception {
    String given = "LEAKED-my-own-secret-0123456789";
    JsonNode made =
        tenant.make(
            """
            {"url":"https://example.com/","secret":"%s","headers":{"Authorization":"Bearer LEAKED-0123456789"},
             "asymmetric_signature":true}
            """
                .formatted(given));
    String id = made.path("id").asString();
    String generated = text(json(tenant.rotate(id, "{}"), 200));
    List<String> secrets = new ArrayList<>(sealed(id, "v1a"));
    assertThat(secrets).hasSize(2).allMatch(key -> key.startsWith("whsk_"));
    secrets.addAll(List.of(given, generated, "LEAKED-0123456789"));

    List<String> answers = new ArrayList<>();
    answers.add(tenant.show(id).toString());
    answers.add(tenant.change(id, "{\"description\":\"d\"}").toString());
    answers.add(tenant.get(PATH).body());
    answers.add(keys(id).toString());
    answers.add(tenant.rotate(id, "{\"secret\":\"" + GIVEN + "\"}").body());
    answers.add(tenant.post(at(id) + "/test", "").body());
    answers.add(tenant.delete(id).body());
    for (String table : List.of("webhook_endpoint", "endpoint_secret", "delivery")) {
      answers.addAll(
          api.sql().queryForList("SELECT t::text FROM " + table + " AS t", String.class));
    }
    assertThat(answers).hasSizeGreaterThan(10);
    for (String secret : secrets) {
      String bare = secret.replaceFirst("^wh[a-z]+_", "");
      assertThat(answers).noneMatch(answer -> answer.contains(bare));
      String hex = HexFormat.of().formatHex(bare.getBytes(StandardCharsets.UTF_8));
      assertThat(answers).noneMatch(answer -> answer.contains(hex));
    }
  }

  private JsonNode keys(String id) throws Exception {
    return json(tenant.get(at(id) + "/public-key"), 200);
  }

  private static String text(JsonNode answer) {
    return answer.path("secret").asString();
  }

  private static Instant expiry(JsonNode secret) {
    return Instant.parse(secret.path("expires_at").asString());
  }

  /** The {@code v1} secrets as they are stored, opened, oldest first. */
  private List<String> secrets(String id) throws Exception {
    return sealed(id, "v1");
  }

  private List<String> sealed(String id, String kind) throws Exception {
    List<String> opened = new ArrayList<>();
    for (Map<String, Object> row :
        api.sql()
            .queryForList(
                """
                SELECT sealed FROM endpoint_secret WHERE endpoint_id = ?::uuid AND kind = ?
                ORDER BY created_at, id
                """,
                id,
                kind)) {
      opened.add(api.bean(SecretBox.class).open(String.valueOf(row.get("sealed")), id));
    }
    return opened;
  }
}
