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
 * One request's way back to its client. It ends exactly once, and what is asked of it afterwards
 * has no effect: nothing more is sent, and waiting work is dropped. All methods must be called on
 * the connection's thread.
 */
public final class Exchange {

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final Channel channel;
  private final Observer endOfTurn;
  private Observer observer = Observer.NONE;
  private boolean begun;
  private @Nullable Ending ending;
  private @Nullable Runnable whenWritable;
  private @Nullable Future<?> waiting;

  Exchange(Channel channel, Observer endOfTurn) {
    this.channel = channel;
    this.endOfTurn = endOfTurn;
  }

  /** Learns what happens to an exchange, on the connection's thread. */
  public interface Observer {

    Observer NONE = new Observer() {};

    /** The first byte of the response goes out. */
    default void began(int status) {}

    default void ended(Ending ending) {}
  }

  /** Tells {@code observer}, and no other one, from now on. */
  public void observe(Observer observer) {
    this.observer = observer;
  }

  /** Sends a whole response. */
  public void respond(Response response) {
    if (ending == null) {
      ByteBuf body = encode(response.body());
      FullHttpResponse message =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
      response.headers().forEach(message.headers()::set);
      HttpUtil.setContentLength(message, body.readableBytes());
      begun(response.status());
      complete(message);
    }
  }

  /** Sends the head of a response whose body follows in pieces of unknown number. */
  public void begin(Response head) {
    begin(head, HttpHeaderNames.TRANSFER_ENCODING, "chunked");
  }

  /** Sends the head of a response that promises the whole body, and none of the body. */
  public void promise(Response response) {
    String length = Integer.toString(ByteBufUtil.utf8Bytes(response.body()));
    begin(response, HttpHeaderNames.CONTENT_LENGTH, length);
  }

  private void begin(Response head, CharSequence framing, String value) {
    if (ending == null) {
      HttpResponse message =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
      HttpHeaders headers = message.headers();
      head.headers().forEach(headers::set);
      headers.set(framing, value);
      begun(head.status());
      write(message);
    }
  }

  /** Sends a piece of the body, at the latest with the next {@link #flush}. */
  public void send(String piece) {
    if (ending == null) {
      write(new DefaultHttpContent(encode(piece)));
    }
  }

  public void flush() {
    channel.flush();
  }

  /** Ends a body that was sent in pieces. */
  public void end() {
    if (ending == null) {
      complete(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** Closes the connection once everything sent so far is out. */
  public void cut() {
    if (ending == null) {
      finish(Ending.CUT);
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Runs {@code work} after {@code delay}, unless the exchange has ended by then. One piece of work
   * can wait at a time.
   */
  public void after(Duration delay, Runnable work) {
    if (delay.isPositive()) {
      waiting =
          channel.eventLoop().schedule(() -> proceed(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      proceed(work);
    }
  }

  /** Whether the client keeps up. A sender should wait while it does not. */
  public boolean writable() {
    return channel.isWritable();
  }

  /** Runs {@code work} when the client has caught up. */
  public void whenWritable(Runnable work) {
    if (channel.isWritable()) {
      proceed(work);
    } else {
      whenWritable = work;
    }
  }

  void writabilityChanged() {
    Runnable work = whenWritable;
    if (work != null && channel.isWritable()) {
      whenWritable = null;
      proceed(work);
    }
  }

  void clientGone() {
    if (ending == null) {
      finish(Ending.CLIENT_GONE);
    }
  }

  private static ByteBuf encode(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
  }

  private void write(Object message) {
    // The void promise hands a failure to the connection, which closes.
    var _ = channel.write(message, channel.voidPromise());
  }

  /** Runs {@code work} unless the exchange has ended; it is cut where that fails. */
  void proceed(Runnable work) {
    if (ending != null) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      // Some work runs in a timer, where nobody else would see the exception.
      log.error("A call failed by a defect of the simulator and is cut", e);
      cut();
    }
  }

  private void begun(int status) {
    if (!begun) {
      begun = true;
      observer.began(status);
    }
  }

  private void complete(Object lastMessage) {
    // Until the last byte is out, a client that leaves still counts as gone.
    channel
        .writeAndFlush(lastMessage)
        .addListener(future -> {
          if (ending == null) {
            finish(future.isSuccess() ? Ending.COMPLETED : Ending.CLIENT_GONE);
          }
        });
  }

  private void finish(Ending how) {
    ending = how;
    whenWritable = null;
    if (waiting != null) {
      waiting.cancel(false);
    }
    observer.ended(how);
    endOfTurn.ended(how);
  }
}
