package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;

/**
 * What the other side of a connection may send: so much for each exchange that goes on, next to
 * nothing while none does. Beyond it the connection is closed at once, and what goes on over it
 * fails with a {@link FloodException}.
 *
 * <p>All that no exchange sees – interim responses, chunk extensions, pings, data of streams that
 * were reset – would otherwise keep an I/O thread, which others need, busy for as long as it comes.
 * Frames of HTTP/2 other than data have a budget of their own, as the client queues an answer to
 * many of them, several times their size, however long the other side does not read it.
 */
final class Allowance {

  // Head and body as they are bounded, and 256 KiB for framing.
  private static final long BYTES_OF_AN_EXCHANGE =
      Protocols.MAX_HEAD_BYTES + Exchange.MAX_READ_BYTES + 256L * 1024;
  private static final long BYTES_WHILE_IDLE = 16L * 1024;
  private static final long CONTROL_FRAMES_OF_AN_EXCHANGE = 100;
  private static final long CONTROL_FRAMES_WHILE_IDLE = 20;
  // Of the request's body; two for each, one for the stream and one for the connection.
  private static final long BYTES_OF_A_WINDOW_UPDATE = 1024;
  private static final long INTERIM_RESPONSES = 20;

  private volatile @Nullable ProtocolIOSession session;
  private final Budget bytes = new Budget(BYTES_WHILE_IDLE);
  private final Budget controlFrames = new Budget(CONTROL_FRAMES_WHILE_IDLE);
  private final Budget windowUpdates = new Budget(CONTROL_FRAMES_WHILE_IDLE);
  private final Budget interimResponses = new Budget(0);

  /** The connection that is closed. */
  void of(ProtocolIOSession connection) {
    session = connection;
  }

  /** An exchange begins that sends a body of this length. */
  void begin(long bodyBytes) {
    bytes.grant(BYTES_OF_AN_EXCHANGE);
    controlFrames.grant(CONTROL_FRAMES_OF_AN_EXCHANGE);
    windowUpdates.grant(windowUpdates(bodyBytes));
    interimResponses.grant(INTERIM_RESPONSES);
  }

  /**
   * Its response has been read to the end. Of one that is cut, the rest may still be on its way, so
   * it keeps what it had; its connection takes no other exchange.
   */
  void end(long bodyBytes) {
    bytes.withdraw(BYTES_OF_AN_EXCHANGE);
    controlFrames.withdraw(CONTROL_FRAMES_OF_AN_EXCHANGE);
    windowUpdates.withdraw(windowUpdates(bodyBytes));
    interimResponses.withdraw(INTERIM_RESPONSES);
  }

  private static long windowUpdates(long bodyBytes) {
    return CONTROL_FRAMES_OF_AN_EXCHANGE + 2 * (bodyBytes / BYTES_OF_A_WINDOW_UPDATE);
  }

  void spendBytes(long count) {
    closeUnless(bytes.spend(count));
  }

  void spendControlFrame() {
    closeUnless(controlFrames.spend(1));
  }

  void spendWindowUpdate() {
    closeUnless(windowUpdates.spend(1));
  }

  void spendInterimResponse() {
    closeUnless(interimResponses.spend(1));
  }

  private void closeUnless(boolean within) {
    if (!within) {
      // Not gracefully: whoever floods may read nothing.
      requireNonNull(session).close(CloseMode.IMMEDIATE);
      throw new FloodException();
    }
  }
}
