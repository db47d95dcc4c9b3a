package dev.sluice.dispatcher.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, as far as it was read.
 *
 * @param kept its beginning
 * @param total bytes that were read
 * @param complete whether it was read to its end
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Body(byte[] kept, int total, boolean complete) {

  private static final int MAX_READ_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 8 * 1024;

  /** Reads to the end, to 64 KiB, or to where the connection breaks. */
  static Body of(@Nullable HttpEntity entity) {
    if (entity == null) {
      return new Body(new byte[0], 0, true);
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int total = 0;
    boolean complete = false;
    try {
      // Not closed: that would read the rest.
      InputStream content = entity.getContent();
      byte[] chunk = new byte[CHUNK_BYTES];
      while (!complete && total <= MAX_READ_BYTES) {
        int count = content.read(chunk);
        complete = count < 0;
        total += Math.max(count, 0);
        kept.write(chunk, 0, Math.clamp(count, 0, Answer.MAX_KEPT_BYTES - kept.size()));
      }
    } catch (IOException _) {
      // The status stands.
    }
    return new Body(kept.toByteArray(), total, complete);
  }

  boolean isCut() {
    return !complete || total > kept.length;
  }
}
