package dev.sluice.simulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.unit.DataSize;

/**
 * The HTTP server, which runs as long as the application. Stopping it closes all connections
 * immediately. Requests larger than {@code maxBody} get 413 and do not reach the endpoint.
 */
public final class SimulatorServer implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SimulatorServer.class);
  private static final int BACKLOG = 4096;

  private final InetSocketAddress address;
  private final DataSize maxBody;
  private final Endpoint endpoint;
  private @Nullable EventLoopGroup threads;
  private volatile @Nullable Channel listening;

  public SimulatorServer(InetSocketAddress address, DataSize maxBody, Endpoint endpoint) {
    this.address = address;
    this.maxBody = maxBody;
    this.endpoint = endpoint;
  }

  /** The actual port, also if the configured port is 0. */
  public int port() {
    Channel channel = listening;
    if (channel == null) {
      throw new IllegalStateException("The simulator is not running");
    }
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public synchronized void start() {
    if (listening != null) {
      return;
    }
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    threads = group;
    try {
      listening = bootstrap(group).bind(address).syncUninterruptibly().channel();
    } catch (RuntimeException e) {
      stop();
      throw new IllegalStateException("Cannot listen on " + address, e);
    }
    log.info("Simulated provider listening on http://{}:{}", address.getHostString(), port());
  }

  @Override
  public synchronized void stop() {
    listening = null;
    if (threads != null) {
      threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
      threads = null;
    }
  }

  @Override
  public boolean isRunning() {
    return listening != null;
  }

  private ServerBootstrap bootstrap(EventLoopGroup group) {
    int maxBytes = Math.toIntExact(maxBody.toBytes());
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new HttpObjectAggregator(maxBytes))
                    .addLast(new Connection(endpoint));
              }
            });
  }
}
