package dev.sluice.receipt;

import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobSubmitted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes job ids that are receipts: with the key, any api replica can tell whether an id was issued
 * to a tenant, without having seen it before.
 *
 * <p>The last 32 bits of an id are a checksum, HMAC-SHA256 over the tenant and the other 96 bits. A
 * guessed id passes once in 2³², and then only looks like a pending job. The other bits:
 *
 * <ul>
 *   <li>without an idempotency key a UUIDv7 (RFC 9562): milliseconds and 42 random bits;
 *   <li>with one a UUIDv8: 90 bits of HMAC-SHA256 over tenant and key, so that a repeated request
 *       gets the same id.
 * </ul>
 *
 * <p>Safe for all threads.
 */
public final class Receipts {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int VERSION_TIME = 7;
  private static final int VERSION_DERIVED = 8;
  private static final long CHECKSUM_MASK = 0xFFFF_FFFFL;

  // Only cloned, never updated: its initialisation costs more than a hash.
  private final Mac keyed;
  private final Clock clock;
  private final RandomGenerator random;

  /** Random must be cryptographically strong, so that ids cannot be guessed from one another. */
  public Receipts(ReceiptProperties properties, Clock clock, RandomGenerator random) {
    this.keyed = keyed(properties.keyBytes());
    this.clock = clock;
    this.random = random;
  }

  /** A new id, different on every call. */
  public JobId issue(TenantId tenant) {
    long high = (clock.millis() << 16) | (VERSION_TIME << 12) | (random.nextLong() & 0xFFFL);
    return seal(tenant, high, random.nextLong());
  }

  /** The id that belongs to this tenant's idempotency key, the same on every call and replica. */
  public JobId issue(TenantId tenant, String idempotencyKey) {
    ByteBuffer derived = ByteBuffer.wrap(hmac("idempotency", tenant, utf8(idempotencyKey)));
    long high = (derived.getLong() & ~0xF000L) | (VERSION_DERIVED << 12);
    return seal(tenant, high, derived.getLong());
  }

  /** Whether this id was issued to this tenant by a holder of the key. */
  public boolean isGenuine(TenantId tenant, JobId id) {
    UUID uuid = id.value();
    return (uuid.version() == VERSION_TIME || uuid.version() == VERSION_DERIVED)
        && id.equals(seal(tenant, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
  }

  /**
   * When the id was issued, to the millisecond; empty when it was derived from an idempotency key.
   */
  public Optional<Instant> issuedAt(JobId id) {
    return id.value().version() == VERSION_TIME
        ? Optional.of(Instant.ofEpochMilli(id.value().getMostSignificantBits() >>> 16))
        : Optional.empty();
  }

  /**
   * A keyed hash of the whole request, including the secret. Requests that differ only in white
   * space and escapes have the same digest.
   */
  public String digest(JobRequest request, Optional<String> webhookSecret) {
    return digest(
        JobSubmitted.head(request), request.chat().rest().bytes(), utf8(webhookSecret.orElse("")));
  }

  /** The digest of a job that repeats this one; differs from any other digest. */
  public String digestOfRetry(JobId job) {
    return digest(utf8("retry"), utf8(job.toString()));
  }

  private String digest(byte[]... parts) {
    Mac mac = mac("digest", null);
    for (byte[] part : parts) {
      update(mac, part);
    }
    return Base64.getEncoder().encodeToString(mac.doFinal());
  }

  /** HMAC-SHA256 over purpose, tenant and message; 32 bytes. */
  public byte[] sign(String purpose, TenantId tenant, byte[] message) {
    return hmac("sign " + purpose, tenant, message);
  }

  private JobId seal(TenantId tenant, long high, long low) {
    // The variant bits of RFC 9562, 10, head the low half.
    long unsealed = (low & (0x3FFF_FFFFL << 32)) | (1L << 63);
    ByteBuffer bits = ByteBuffer.allocate(12).putLong(high).putInt((int) (unsealed >>> 32));
    int checksum = ByteBuffer.wrap(hmac("receipt", tenant, bits.array())).getInt();
    return new JobId(new UUID(high, unsealed | (checksum & CHECKSUM_MASK)));
  }

  private byte[] hmac(String purpose, @Nullable TenantId tenant, byte[] message) {
    return mac(purpose, tenant).doFinal(message);
  }

  /** Purpose and tenant are length-prefixed, so no two inputs run together. */
  private Mac mac(String purpose, @Nullable TenantId tenant) {
    try {
      Mac mac = (Mac) keyed.clone();
      update(mac, utf8(purpose));
      update(mac, tenant == null ? new byte[0] : utf8(tenant.value()));
      return mac;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's " + ALGORITHM + " can be cloned", e);
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static void update(Mac mac, byte[] part) {
    mac.update(ByteBuffer.allocate(4).putInt(part.length).array());
    mac.update(part);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
