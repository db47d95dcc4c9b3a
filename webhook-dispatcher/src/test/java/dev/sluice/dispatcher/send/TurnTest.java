package dev.sluice.dispatcher.send;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.egress.UrlCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ProtocolException;
import org.junit.jupiter.api.Test;

class TurnTest {

  private static final ReadableByteChannel BYTES =
      Channels.newChannel(new ByteArrayInputStream(new byte[10]));
  private static final ReadableByteChannel END =
      Channels.newChannel(new ByteArrayInputStream(new byte[0]));

  /** Nothing has come. */
  private static final ReadableByteChannel SILENCE =
      new ReadableByteChannel() {
        @Override
        public int read(ByteBuffer to) {
          return 0;
        }

        @Override
        public boolean isOpen() {
          return true;
        }

        @Override
        public void close() {}
      };

  private final Turn turn = new Turn();

  private static Exchange exchange() {
    Post post = Sends.post("http://127.0.0.1/hook");
    UrlCheck check =
        Sends.settings(true, Duration.ofSeconds(1)).egress().check(post.url().toString());
    return new Exchange(post, ((UrlCheck.Usable) check).destination());
  }

  @Test
  void beforeTheFirstRequestAndBetweenTwoNothingMayCome() throws Exception {
    assertThatThrownBy(turn::arriving).isInstanceOf(ProtocolException.class);
    turn.opening(exchange(), SILENCE);
    turn.arriving();
    turn.onExchangeComplete(null, true);
    assertThatThrownBy(turn::arriving).isInstanceOf(ProtocolException.class);
    turn.opening(exchange(), SILENCE);
    turn.arriving();
  }

  @Test
  void nothingIsSentOverAConnectionThatHasSpokenOrEnded() throws IOException {
    turn.opening(exchange(), SILENCE);
    turn.onExchangeComplete(null, true);
    for (ReadableByteChannel channel : new ReadableByteChannel[] {BYTES, END}) {
      assertThatThrownBy(() -> turn.opening(exchange(), channel))
          .isInstanceOf(ConnectionClosedException.class);
    }
  }

  // Tickets of TLS come before the first answer.
  @Test
  void theFirstRequestGoesOutWhateverHasCome() throws IOException {
    turn.opening(exchange(), BYTES);
  }
}
