package dev.sluice.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.RequestReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  private final Receipts receipts = receipts((byte) 1, 1);

  private static Receipts receipts(byte keyByte, int seed) {
    byte[] key = new byte[32];
    key[0] = keyByte;
    return new Receipts(
        new ReceiptProperties(Base64.getEncoder().encodeToString(key)),
        Clock.fixed(NOW, ZoneOffset.UTC),
        new Random(seed));
  }

  @Test
  void anIssuedIdIsRecognisedByAnyHolderOfTheKey() {
    Receipts replica = receipts((byte) 1, 99);
    for (int i = 0; i < 1000; i++) {
      assertThat(replica.isGenuine(ACME, receipts.issue(ACME))).isTrue();
    }
  }

  @Test
  void anIdIsForeignToEveryOtherTenantAndKey() {
    JobId id = receipts.issue(ACME);
    assertThat(receipts.isGenuine(OTHER, id)).isFalse();
    assertThat(receipts((byte) 2, 1).isGenuine(ACME, id)).isFalse();
  }

  @Test
  void everyChangedBitMakesAnIdInvented() {
    for (JobId id : Set.of(receipts.issue(ACME), receipts.issue(ACME, "order-1"))) {
      UUID uuid = id.value();
      for (int bit = 0; bit < 64; bit++) {
        long flip = 1L << bit;
        assertThat(
                receipts.isGenuine(
                    ACME,
                    new JobId(
                        new UUID(
                            uuid.getMostSignificantBits() ^ flip, uuid.getLeastSignificantBits()))))
            .isFalse();
        assertThat(
                receipts.isGenuine(
                    ACME,
                    new JobId(
                        new UUID(
                            uuid.getMostSignificantBits(), uuid.getLeastSignificantBits() ^ flip))))
            .isFalse();
      }
    }
  }

  @Test
  void aFreshIdIsAVersion7UuidThatTellsItsTime() {
    JobId id = receipts.issue(ACME);
    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(receipts.issuedAt(id)).contains(NOW);
  }

  @Test
  void anIdempotencyKeyAlwaysGivesTheSameVersion8Id() {
    JobId id = receipts.issue(ACME, "order-1");
    assertThat(receipts((byte) 1, 5).issue(ACME, "order-1")).isEqualTo(id);
    assertThat(id.value().version()).isEqualTo(8);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(receipts.issuedAt(id)).isEmpty();
    assertThat(receipts.isGenuine(ACME, id)).isTrue();
    assertThat(receipts.issue(ACME, "order-2")).isNotEqualTo(id);
    assertThat(receipts.issue(OTHER, "order-1")).isNotEqualTo(id);
  }

  @Test
  void freshIdsDiffer() {
    Set<JobId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(receipts.issue(ACME));
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void theDigestTellsRequestsApartAndSeesDefaults() {
    String digest = digest("{\"prompt\":\"hi\"}", Optional.empty());
    assertThat(digest("{\"prompt\":\"hi\",\"model\":\"gpt-4o\"}", Optional.empty()))
        .isEqualTo(digest);
    assertThat(digest(" { \"prompt\" : \"\\u0068i\" } ", Optional.empty())).isEqualTo(digest);
    assertThat(digest("{\"prompt\":\"hi!\"}", Optional.empty())).isNotEqualTo(digest);
    assertThat(digest("{\"prompt\":\"hi\",\"priority\":\"low\"}", Optional.empty()))
        .isNotEqualTo(digest);
    assertThat(digest("{\"prompt\":\"hi\"}", Optional.of("s"))).isNotEqualTo(digest);
  }

  private String digest(String json, Optional<String> secret) {
    return receipts.digest(
        RequestReader.job(json.getBytes(StandardCharsets.UTF_8), NOW).request(), secret);
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new ReceiptProperties("c2hvcnQ="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sluice.receipts.key");
  }
}
