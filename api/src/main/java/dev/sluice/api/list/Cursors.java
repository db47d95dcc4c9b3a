package dev.sluice.api.list;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.job.TenantId;
import dev.sluice.receipt.Receipts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Positions as callers carry them: opaque text that only its tenant can use, and only in the
 * listing, with the filters, that it was given for. Base64url of the position (28 bytes) and an
 * HMAC-SHA256 over tenant, position and listing (32 bytes), so that every replica reads it and no
 * other text is one. The length is a multiple of three: no bit of the text is without meaning. Safe
 * for all threads.
 */
@Component
public final class Cursors {

  private static final int POSITION_BYTES = 28;
  private static final int MAC_BYTES = 32;
  private static final int TEXT_LENGTH = (POSITION_BYTES + MAC_BYTES) / 3 * 4;

  private final Receipts receipts;

  Cursors(Receipts receipts) {
    this.receipts = receipts;
  }

  /**
   * The position as text.
   *
   * @param listing which listing, and with which filters: equal bytes exactly for equal ones
   */
  public String write(TenantId tenant, byte[] listing, Position position) {
    byte[] bytes =
        ByteBuffer.allocate(POSITION_BYTES)
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()))
            .putLong(position.id().getMostSignificantBits())
            .putLong(position.id().getLeastSignificantBits())
            .putInt(position.page())
            .array();
    byte[] signed =
        ByteBuffer.allocate(POSITION_BYTES + MAC_BYTES)
            .put(bytes)
            .put(mac(tenant, listing, bytes))
            .array();
    return Base64.getUrlEncoder().encodeToString(signed);
  }

  /**
   * The position.
   *
   * @throws ApiException 400 where the text was not written for this tenant and listing
   */
  public Position read(TenantId tenant, byte[] listing, String cursor) {
    ByteBuffer signed = ByteBuffer.wrap(decode(cursor));
    byte[] bytes = new byte[POSITION_BYTES];
    byte[] mac = new byte[MAC_BYTES];
    signed.get(bytes).get(mac);
    if (!MessageDigest.isEqual(mac, mac(tenant, listing, bytes))) {
      throw invalid();
    }
    ByteBuffer position = ByteBuffer.wrap(bytes);
    return new Position(
        Instant.EPOCH.plus(position.getLong(), ChronoUnit.MICROS),
        new UUID(position.getLong(), position.getLong()),
        position.getInt());
  }

  private byte[] mac(TenantId tenant, byte[] listing, byte[] position) {
    byte[] message =
        ByteBuffer.allocate(position.length + listing.length).put(position).put(listing).array();
    return receipts.sign("list cursor", tenant, message);
  }

  private static byte[] decode(String cursor) {
    if (cursor.length() != TEXT_LENGTH) {
      throw invalid();
    }
    try {
      byte[] signed = Base64.getUrlDecoder().decode(cursor);
      if (signed.length == POSITION_BYTES + MAC_BYTES) {
        return signed;
      }
      // Padded.
      throw invalid();
    } catch (IllegalArgumentException _) {
      throw invalid();
    }
  }

  private static ApiException invalid() {
    return ErrorCode.INVALID_CURSOR.exception();
  }
}
