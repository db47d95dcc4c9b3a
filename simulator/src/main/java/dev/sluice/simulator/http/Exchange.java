package dev.sluice.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response to one request. It ends exactly once; later calls have no effect, and scheduled work
 * is dropped. All methods must be called on the connection's event loop.
 */
public final class Exchange {

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final Channel channel;
  private final Observer connection;
  private Observer observer = Observer.NONE;
  private boolean begun;
  private @Nullable ExchangeOutcome outcome;
  private @Nullable Runnable whenWritable;
  private @Nullable Future<?> scheduled;

  Exchange(Channel channel, Observer connection) {
    this.channel = channel;
    this.connection = connection;
  }

  /** Called on the connection's event loop. */
  public interface Observer {

    Observer NONE = new Observer() {};

    default void firstByte(int status) {}

    default void ended(ExchangeOutcome outcome) {}
  }

  /** Replaces the observer. */
  public void observe(Observer observer) {
    this.observer = observer;
  }

  /** Sends a complete response. */
  public void respond(Response response) {
    if (outcome == null) {
      ByteBuf body = encode(response.body());
      FullHttpResponse message =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
      response.headers().forEach(message.headers()::set);
      HttpUtil.setContentLength(message, body.readableBytes());
      firstByte(response.status());
      complete(message);
    }
  }

  /** Sends the head of a chunked response. */
  public void begin(Response head) {
    begin(head, HttpHeaderNames.TRANSFER_ENCODING, "chunked");
  }

  /**
   * Sends the head of a response, with the {@code Content-Length} of its body, but not the body.
   */
  public void beginWithLength(Response response) {
    String length = Integer.toString(ByteBufUtil.utf8Bytes(response.body()));
    begin(response, HttpHeaderNames.CONTENT_LENGTH, length);
  }

  private void begin(Response head, CharSequence framing, String value) {
    if (outcome == null) {
      HttpResponse message =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
      HttpHeaders headers = message.headers();
      head.headers().forEach(headers::set);
      headers.set(framing, value);
      firstByte(head.status());
      write(message);
    }
  }

  /** Writes a chunk of the body; it is sent by the next {@link #flush} at the latest. */
  public void send(String piece) {
    if (outcome == null) {
      write(new DefaultHttpContent(encode(piece)));
    }
  }

  public void flush() {
    channel.flush();
  }

  /** Ends a chunked body. */
  public void end() {
    if (outcome == null) {
      complete(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** Closes the connection after everything written so far has been sent. */
  public void cut() {
    if (outcome == null) {
      finish(ExchangeOutcome.CUT);
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Runs {@code work} after {@code delay}, unless the exchange has ended by then. Only one task may
   * be scheduled at a time.
   */
  public void after(Duration delay, Runnable work) {
    if (delay.isPositive()) {
      scheduled =
          channel
              .eventLoop()
              .schedule(() -> runUnlessEnded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      runUnlessEnded(work);
    }
  }

  /** Whether the send buffer has room. A sender should wait while it has none. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Runs {@code work} once the send buffer has room. */
  public void whenWritable(Runnable work) {
    if (channel.isWritable()) {
      runUnlessEnded(work);
    } else {
      whenWritable = work;
    }
  }

  void writabilityChanged() {
    Runnable work = whenWritable;
    if (work != null && channel.isWritable()) {
      whenWritable = null;
      runUnlessEnded(work);
    }
  }

  void clientGone() {
    if (outcome == null) {
      finish(ExchangeOutcome.CLIENT_GONE);
    }
  }

  private static ByteBuf encode(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
  }

  private void write(Object message) {
    // The void promise reports failures to exceptionCaught, which closes the connection.
    var _ = channel.write(message, channel.voidPromise());
  }

  /** Runs {@code work} unless the exchange has ended. Cuts the exchange if it throws. */
  void runUnlessEnded(Runnable work) {
    if (outcome != null) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      // A timer would swallow the exception.
      log.error("Internal error; cutting the call", e);
      cut();
    }
  }

  private void firstByte(int status) {
    if (!begun) {
      begun = true;
      observer.firstByte(status);
    }
  }

  private void complete(Object lastMessage) {
    // A client that disconnects before the last byte is sent counts as gone.
    channel
        .writeAndFlush(lastMessage)
        .addListener(future -> {
          if (outcome == null) {
            finish(future.isSuccess() ? ExchangeOutcome.COMPLETED : ExchangeOutcome.CLIENT_GONE);
          }
        });
  }

  private void finish(ExchangeOutcome result) {
    outcome = result;
    whenWritable = null;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    observer.ended(result);
    connection.ended(result);
  }
}
