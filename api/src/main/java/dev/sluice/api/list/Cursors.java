package dev.sluice.api.list;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.job.TenantId;
import dev.sluice.receipt.Receipts;
import dev.sluice.webhooks.RowPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Cursors of listings: base64url of a position (28 bytes) and an HMAC-SHA256 (32 bytes) over
 * tenant, position and listing. A cursor is valid on every replica, but only for its tenant and for
 * the listing, with the same filters, that returned it. Safe for all threads.
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
   * The start of the requested page.
   *
   * @param listing the listing with its filters: equal text exactly for equal ones
   * @throws ApiException 400 for a cursor of another tenant or listing
   */
  public PageStart start(TenantId tenant, String listing, PageQuery query) {
    String cursor = query.cursor();
    if (cursor == null) {
      return new PageStart(this, tenant, listing, query.limitOrDefault(), null, 1);
    }
    ByteBuffer signed = ByteBuffer.wrap(decode(cursor));
    byte[] bytes = new byte[POSITION_BYTES];
    byte[] mac = new byte[MAC_BYTES];
    signed.get(bytes).get(mac);
    if (!MessageDigest.isEqual(mac, mac(tenant, listing, bytes))) {
      throw invalid();
    }
    ByteBuffer position = ByteBuffer.wrap(bytes);
    RowPosition after =
        new RowPosition(
            Instant.EPOCH.plus(position.getLong(), ChronoUnit.MICROS),
            new UUID(position.getLong(), position.getLong()));
    return new PageStart(this, tenant, listing, query.limitOrDefault(), after, position.getInt());
  }

  /** The cursor of the page that begins after this row. */
  String write(TenantId tenant, String listing, RowPosition after, int page) {
    byte[] bytes =
        ByteBuffer.allocate(POSITION_BYTES)
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, after.createdAt()))
            .putLong(after.id().getMostSignificantBits())
            .putLong(after.id().getLeastSignificantBits())
            .putInt(page)
            .array();
    byte[] signed =
        ByteBuffer.allocate(POSITION_BYTES + MAC_BYTES)
            .put(bytes)
            .put(mac(tenant, listing, bytes))
            .array();
    return Base64.getUrlEncoder().encodeToString(signed);
  }

  private byte[] mac(TenantId tenant, String listing, byte[] position) {
    byte[] filters = listing.getBytes(StandardCharsets.UTF_8);
    byte[] message =
        ByteBuffer.allocate(position.length + filters.length).put(position).put(filters).array();
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
