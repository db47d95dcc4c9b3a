package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncResponseProducer;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.nio.support.BasicServerExchangeHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2ServerBootstrap;
import org.apache.hc.core5.http2.ssl.H2ServerTlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ListenerEndpoint;

/** A server on loopback that speaks HTTP/2 or HTTP/1.1 over TLS, and counts its connections. */
final class TlsServer implements AutoCloseable {

  /** What the n-th request, from 1, is answered; may block. */
  @FunctionalInterface
  interface Script {
    AsyncResponseProducer answer(int number, Message<HttpRequest, byte[]> request)
        throws HttpException, IOException, InterruptedException;
  }

  private final HttpAsyncServer server;
  private final int port;
  private final int refused;
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  TlsServer(Certificates certificates, HttpVersionPolicy versions, Script script)
      throws ExecutionException, InterruptedException {
    this(certificates, versions, 0, script);
  }

  /** Refuses the stream of one of the requests. */
  TlsServer(Certificates certificates, HttpVersionPolicy versions, int refused, Script script)
      throws ExecutionException, InterruptedException {
    this.refused = refused;
    server =
        H2ServerBootstrap.bootstrap()
            .setTlsStrategy(new H2ServerTlsStrategy(certificates.server()))
            .setVersionPolicy(versions)
            .setRequestRouter((_, _) -> () -> handler(script))
            .create();
    server.start();
    ListenerEndpoint endpoint =
        server
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), URIScheme.HTTPS)
            .get();
    port = ((InetSocketAddress) endpoint.getAddress()).getPort();
  }

  String url(String host) {
    return "https://" + host + ":" + port + "/hook?q=1";
  }

  int connections() {
    return clients.size();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.close(CloseMode.IMMEDIATE);
    executor.shutdownNow();
  }

  private AsyncServerExchangeHandler handler(Script script) {
    return requests.incrementAndGet() == refused
        ? new Refusing()
        : new BasicServerExchangeHandler<>(new Handler(script));
  }

  /** Says that nothing was done. */
  private static final class Refusing implements AsyncServerExchangeHandler {

    @Override
    public void handleRequest(
        HttpRequest request, EntityDetails details, ResponseChannel channel, HttpContext context)
        throws H2StreamResetException {
      throw new H2StreamResetException(H2Error.REFUSED_STREAM, "nothing was done");
    }

    @Override
    public void updateCapacity(CapacityChannel channel) {}

    @Override
    public void consume(ByteBuffer data) {}

    @Override
    public void streamEnd(List<? extends Header> trailers) {}

    @Override
    public int available() {
      return 0;
    }

    @Override
    public void produce(DataStreamChannel channel) {}

    @Override
    public void failed(Exception cause) {}

    @Override
    public void releaseResources() {}
  }

  private final class Handler implements AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {

    private final Script script;

    Handler(Script script) {
      this.script = script;
    }

    @Override
    public AsyncRequestConsumer<Message<HttpRequest, byte[]>> prepare(
        HttpRequest request, EntityDetails details, HttpContext context) {
      return new BasicRequestConsumer<>(new BasicAsyncEntityConsumer());
    }

    @Override
    public void handle(
        Message<HttpRequest, byte[]> request, ResponseTrigger trigger, HttpContext context)
        throws HttpException, IOException {
      clients.add(HttpCoreContext.cast(context).getEndpointDetails().getRemoteAddress());
      int number = requests.get();
      var _ =
          executor.submit(() -> {
            trigger.submitResponse(script.answer(number, request), context);
            return null;
          });
    }
  }
}
