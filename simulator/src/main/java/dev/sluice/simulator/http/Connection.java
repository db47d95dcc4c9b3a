package dev.sluice.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the requests of one connection one after the other. It goes on reading meanwhile, which is
 * how it notices at once that a client has left; a client may therefore send a bounded number of
 * requests ahead, and is disconnected beyond it.
 */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int MAX_AHEAD = 16;

  private final Endpoint endpoint;
  private final Queue<Request> ahead = new ArrayDeque<>();
  private @Nullable Exchange current;

  Connection(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    if (message.decoderResult().isFailure()) {
      disconnect(context);
      return;
    }
    Request request = new Request(message);
    if (current == null) {
      serve(context, request);
    } else if (ahead.size() < MAX_AHEAD) {
      ahead.add(request);
    } else {
      log.warn("A client sent more than {} requests ahead and is disconnected", MAX_AHEAD);
      disconnect(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ahead.clear();
    if (current != null) {
      current.clientGone();
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (current != null) {
      current.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("Connection lost", cause);
    disconnect(context);
  }

  private static void disconnect(ChannelHandlerContext context) {
    var _ = context.close();
  }

  private void serve(ChannelHandlerContext context, Request request) {
    Exchange exchange = new Exchange(context.channel(), new NextTurn(context));
    current = exchange;
    exchange.proceed(() -> endpoint.handle(request, exchange));
  }

  private final class NextTurn implements Exchange.Observer {

    private final ChannelHandlerContext context;

    NextTurn(ChannelHandlerContext context) {
      this.context = context;
    }

    @Override
    public void ended(Ending ending) {
      current = null;
      Request next = ahead.poll();
      if (next != null && ending == Ending.COMPLETED) {
        serve(context, next);
      }
    }
  }
}
