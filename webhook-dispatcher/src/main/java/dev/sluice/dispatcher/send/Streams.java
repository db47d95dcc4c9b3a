package dev.sluice.dispatcher.send;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http2.config.H2Param;
import org.jspecify.annotations.Nullable;

/**
 * Which stream of an HTTP/2 connection carries which exchange, and what the other side said of
 * streams: how many it takes at once (RFC 9113, 6.5.2) and after which it leaves (6.8). Written by
 * the connection's I/O thread alone.
 */
final class Streams {

  /** As a connection may carry many exchanges at once, but none should be lost with too many. */
  private static final int MAX = 32;

  private static final int SETTING_BYTES = 6;

  private final Map<Integer, Exchange> exchanges = new ConcurrentHashMap<>();
  private @Nullable Exchange opening;
  // The one that the connection was made for, until the other side has said how many.
  private volatile int limit = 1;
  private boolean known;
  private volatile boolean left;

  /** Exchanges at the same time, at most; none where no more are taken. */
  int limit() {
    return left ? 0 : limit;
  }

  /** No stream that is opened now would be answered. */
  boolean hasLeft() {
    return left;
  }

  /** The next stream that is opened is this one's. */
  void opening(Exchange exchange) {
    opening = exchange;
  }

  /** Headers went out. */
  void opened(int stream) {
    Exchange exchange = opening;
    if (exchange != null) {
      opening = null;
      exchanges.put(stream, exchange);
      var _ = exchange.ended().whenComplete((_, _) -> exchanges.remove(stream));
    }
  }

  /** Takes in a SETTINGS frame that is no acknowledgement; a broken one is the client's affair. */
  void settings(@Nullable ByteBuffer payload) {
    int allowed = known ? limit : MAX;
    known = true;
    if (payload != null) {
      for (int at = payload.position();
          at + SETTING_BYTES <= payload.limit();
          at += SETTING_BYTES) {
        if (payload.getShort(at) == H2Param.MAX_CONCURRENT_STREAMS.getCode()) {
          int value = payload.getInt(at + Short.BYTES);
          // Unsigned.
          allowed = value < 0 ? MAX : Math.min(value, MAX);
        }
      }
    }
    limit = allowed;
  }

  /**
   * Takes in a GOAWAY frame: exchanges on later streams than the last that it names have certainly
   * not been looked at, and end so.
   */
  void goAway(@Nullable ByteBuffer payload) {
    left = true;
    if (payload != null && payload.remaining() >= Integer.BYTES) {
      int last = payload.getInt(payload.position()) & Integer.MAX_VALUE;
      exchanges.forEach((stream, exchange) -> {
        if (stream > last) {
          exchange.failed(new RequestNotExecutedException());
        }
      });
    }
  }
}
