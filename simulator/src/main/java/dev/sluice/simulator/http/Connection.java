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
 * Serves the requests of one connection in order. It keeps reading while it serves, to notice
 * immediately when the client disconnects. A client that pipelines more than {@value
 * #MAX_PIPELINED} requests is disconnected.
 */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int MAX_PIPELINED = 16;

  private final Endpoint endpoint;
  private final Queue<Request> pipelined = new ArrayDeque<>();
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
    } else if (pipelined.size() < MAX_PIPELINED) {
      pipelined.add(request);
    } else {
      log.warn("Disconnecting a client that pipelined more than {} requests", MAX_PIPELINED);
      disconnect(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    pipelined.clear();
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
    Exchange exchange = new Exchange(context.channel(), new NextRequest(context));
    current = exchange;
    exchange.runUnlessEnded(() -> endpoint.handle(request, exchange));
  }

  private final class NextRequest implements Exchange.Observer {

    private final ChannelHandlerContext context;

    NextRequest(ChannelHandlerContext context) {
      this.context = context;
    }

    @Override
    public void ended(ExchangeOutcome outcome) {
      current = null;
      Request next = pipelined.poll();
      if (next != null && outcome == ExchangeOutcome.COMPLETED) {
        serve(context, next);
      }
    }
  }
}
