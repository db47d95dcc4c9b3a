package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lease.WorkerId;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBuilderTest {

  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String YOUNG = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final UUID ENDPOINT = UUID.randomUUID();
  private static final SecretBox box =
      new SecretBox(
          new SecretProperties("c2VjcmV0cy1rZXktb2YtdGhlLXRlc3RzLTMyLWJ5dGU="), new SecureRandom());
  private static final RequestBuilder requests = new RequestBuilder(box);

  @Test
  void everySecretSignsAndTheOldestHasTheHeaderThatTakesOne() throws Exception {
    Map<String, String> both = headers(null, OLD, YOUNG);
    assertThat(requireNonNull(both.get("webhook-signature")).split(" "))
        .hasSize(2)
        .containsExactly(
            headers(null, OLD).get("webhook-signature"),
            headers(null, YOUNG).get("webhook-signature"));
    assertThat(both.get("X-Webhook-Signature"))
        .isEqualTo(headers(null, OLD).get("X-Webhook-Signature"));
  }

  @Test
  void anEndpointWithNothingToSignWithIsNotSentTo() {
    assertThatThrownBy(() -> headers(null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsOursOrWouldEndItsLineIsLeftOutInWhateverCase() throws Exception {
    String given =
        """
        {"Authorization":"Bearer x","WEBHOOK-ID":"f","User-agent":"f","x-webhook-event":"f",
         "Transfer-Encoding":"chunked","Host":"f","x-lf":"a\\nb","x-null":null,"x bad":"f"}
        """;
    Map<String, String> plain = headers(null, OLD);
    Map<String, String> extra = headers(box.seal(given, ENDPOINT.toString()), OLD);
    assertThat(extra).containsEntry("Authorization", "Bearer x").hasSize(plain.size() + 1);
    assertThat(extra).containsAllEntriesOf(plain);
  }

  @Test
  void headersThatAreNoneSayNothingOfThemselves() {
    for (String given :
        List.of("[]", "{\"a\":{}}", "hidden", "{\"hidden\":\"a\",\"hidden\":\"b\"}")) {
      assertThatThrownBy(() -> headers(box.seal(given, ENDPOINT.toString()), OLD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause()
          .message()
          .doesNotContain("hidden");
    }
  }

  @Test
  void whatWasSealedForAnotherEndpointDoesNotOpen() {
    assertThatThrownBy(() -> headers(box.seal("{}", UUID.randomUUID().toString()), OLD))
        .isInstanceOf(UnsealableException.class);
  }

  private static Map<String, String> headers(@Nullable String sealedHeaders, String... secrets)
      throws UnsealableException {
    List<Claim.SealedSecret> sealed =
        Stream.of(secrets)
            .map(secret -> new Claim.SealedSecret("v1", box.seal(secret, ENDPOINT.toString())))
            .toList();
    Claim claim =
        new Claim(
            new ClaimRequest(ENDPOINT.toString(), ENDPOINT, 0, 1, false, 0),
            new DeliveryId(new UUID(0, 1)),
            new WorkerId(new UUID(0, 2)),
            1,
            0,
            0,
            "automatic",
            new UUID(0, 3),
            "job.completed",
            "http://a.test/",
            ENDPOINT.toString(),
            sealedHeaders,
            sealed,
            "{}".getBytes(StandardCharsets.UTF_8));
    return requests.build(claim, Instant.EPOCH).headers();
  }
}
