package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 with one server, over pooled connections, without retries and redirects. An exchange
 * runs on the calling thread. Its connection is closed at the deadline, when a virtual thread is
 * interrupted (see {@link java.net.Socket}), and if the response was not read to its end.
 * Thread-safe.
 */
final class ProviderHttp implements AutoCloseable {

  /** Reads a response. */
  interface ResponseReader {
    void read(ClassicHttpResponse response) throws IOException, UpstreamException;
  }

  private static final Logger log = LoggerFactory.getLogger(ProviderHttp.class);

  /** Idle connections are closed after this; below the idle timeout of common load balancers. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);

  private static final Duration EVICTION = Duration.ofSeconds(10);
  private static final int MAX_HEADER_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 500;

  private final HttpHost host;
  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("provider-deadlines").factory());

  ProviderHttp(Upstream.Settings settings) {
    this.host = HttpHost.create(settings.baseUrl());
    this.connections = connections(settings);
    HttpRoute route = route(host);
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .setRoutePlanner((_, _) -> route)
            .setUserAgent("Sluice")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableConnectionState()
            .build();
    timer.setRemoveOnCancelPolicy(true);
    var _ =
        timer.scheduleWithFixedDelay(
            this::closeIdle, EVICTION.toSeconds(), EVICTION.toSeconds(), TimeUnit.SECONDS);
  }

  /** To the host, through the JVM's proxy for it if there is one. */
  private static HttpRoute route(HttpHost host) {
    try {
      return new SystemDefaultRoutePlanner(ProxySelector.getDefault())
          .determineRoute(host, HttpClientContext.create());
    } catch (HttpException e) {
      throw new IllegalArgumentException("no route to " + host, e);
    }
  }

  private static PoolingHttpClientConnectionManager connections(Upstream.Settings settings) {
    // One more than the permits, as models are listed without one.
    int most = settings.maxInFlight() + 1;
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(MAX_HEADER_LINE)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .build())
        .setDnsResolver(new HostLookup(InetAddress::getAllByName))
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .setIdleTimeout(Timeout.of(KEEP_ALIVE))
                .build())
        .setMaxConnTotal(most)
        .setMaxConnPerRoute(most)
        .build();
  }

  /**
   * Sends a request and passes the response to the reader.
   *
   * @throws UpstreamException if the response is not complete, also because of the deadline or an
   *     interrupt, or if the reader throws it
   */
  void send(HttpUriRequestBase request, Deadline deadline, ResponseReader reader)
      throws UpstreamException {
    Future<?> abort = abortIn(deadline.remaining(), request);
    boolean begun = false;
    try {
      ClassicHttpResponse response =
          ScopedValue.where(HostLookup.DEADLINE, deadline)
              .call(() -> client.executeOpen(host, request, HttpClientContext.create()));
      begun = true;
      reader.read(response);
    } catch (IOException thrown) {
      throw new UpstreamException(begun ? Failure.TRUNCATED : beforeResponse(thrown));
    } finally {
      abort.cancel(false);
      // Closes the connection, unless the response was read to its end.
      request.abort();
    }
  }

  /** Closes the connection of a request after a time. */
  Future<?> abortIn(Duration time, HttpUriRequestBase request) {
    return timer.schedule(request::abort, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Failure beforeResponse(IOException thrown) {
    return switch (thrown) {
      case SSLException _ -> Failure.TLS;
      case ClientProtocolException _ -> Failure.MALFORMED;
      default -> Failure.CONNECTION;
    };
  }

  private void closeIdle() {
    try {
      connections.closeIdle(TimeValue.of(KEEP_ALIVE));
    } catch (Throwable e) {
      // Would end the schedule.
      log.warn("idle connections could not be closed", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
