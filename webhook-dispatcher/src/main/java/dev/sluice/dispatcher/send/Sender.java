package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.NameService;
import dev.sluice.egress.Refusal;
import dev.sluice.egress.UrlCheck;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Trace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.ssl.SSLContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests over HTTP/1.1, each within its deadline whatever the receiver does.
 *
 * <p>The status decides: 2xx is a delivery, anything else a failure; redirects are not followed.
 * The body is only for the log: reading stops after 64 KiB, at the deadline or when the connection
 * breaks, and none of these changes a received status. Each request is sent once. Connections whose
 * response was read to its end are kept for the next attempt of the same owner.
 *
 * <p>Blocks, so call it on a virtual thread. Thread-safe.
 */
public final class Sender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Sender.class);
  private static final Duration EVICT_EVERY = Duration.ofSeconds(2);

  /**
   * How attempts are made.
   *
   * @param connectTimeout for resolving a host, for each of its addresses, and for TLS
   * @param deadline for the whole attempt
   * @param connections the maximum number of open connections
   */
  public record Settings(
      EgressPolicy egress, Duration connectTimeout, Duration deadline, int connections) {}

  private final Settings settings;
  private final Clock clock;
  private final BoundedLookup lookup;
  private final Connections connections;
  private final ScheduledThreadPoolExecutor timers;

  public Sender(Settings settings, Clock clock) {
    this(settings, clock, NameService.ofSystem(), SSLContexts.createSystemDefault());
  }

  Sender(Settings settings, Clock clock, NameService names, SSLContext trust) {
    this.settings = settings;
    this.clock = clock;
    this.lookup = new BoundedLookup(names, settings.connectTimeout());
    this.connections =
        new Connections(
            new Connector(settings.egress(), lookup, trust, settings.connectTimeout()),
            settings.connections());
    this.timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webhook-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    long every = EVICT_EVERY.toMillis();
    var _ = timers.scheduleWithFixedDelay(this::evict, every, every, TimeUnit.MILLISECONDS);
  }

  private void evict() {
    try {
      connections.evict();
    } catch (Throwable e) {
      // Would end the schedule.
      log.warn("idle connections could not be evicted", e);
    }
  }

  public Duration deadline() {
    return settings.deadline();
  }

  /**
   * Sends a request. Empty if this thread is interrupted, which is cleared, if the sender is
   * closed, or if too many other lookups kept this one from starting within the connect timeout;
   * whether the receiver has the event is unknown then.
   */
  public Optional<AttemptOutcome> send(AttemptRequest request) {
    return switch (settings.egress().check(request.url().toString())) {
      case UrlCheck.Refused(Refusal refusal) when refusal == Refusal.BLOCKED_ADDRESS ->
          refused(FailureClass.BLOCKED_ADDRESS);
      case UrlCheck.Usable(var destination) when request.hasValidHeaders() ->
          send(
              request,
              new Exchange(new Exchange.Origin(request.owner(), destination), settings.deadline()));
      case UrlCheck.Refused _, UrlCheck.Usable _ -> refused(FailureClass.INVALID);
    };
  }

  private static Optional<AttemptOutcome> refused(FailureClass failure) {
    return Optional.of(AttemptOutcome.failed(failure, Trace.NONE));
  }

  private Optional<AttemptOutcome> send(AttemptRequest request, Exchange exchange) {
    Future<?> expiry;
    try {
      expiry = timers.schedule(exchange::expire, exchange.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      return Optional.empty();
    }
    try {
      return Optional.of(perform(request, exchange));
    } catch (BusyLookupException | InterruptedException _) {
      return Optional.empty();
    } catch (IOException | HttpException | TimeoutException e) {
      if (timers.isShutdown() || Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
      FailureClass failure = exchange.isOver() ? FailureClass.TIMEOUT : failure(e);
      return Optional.of(AttemptOutcome.failed(failure, exchange.trace()));
    } finally {
      expiry.cancel(false);
      // An interrupt after the response was received is not meant for what follows.
      Thread.interrupted();
    }
  }

  private AttemptOutcome perform(AttemptRequest request, Exchange exchange)
      throws IOException, HttpException, InterruptedException, TimeoutException {
    PoolEntry<Exchange.Origin, Connection> entry = connections.lease(exchange);
    boolean reusable = false;
    try {
      Connection connection = entry.getConnection();
      long started = System.nanoTime();
      var http = connection.execute(request.toHttp(exchange.origin().destination()));
      exchange.firstByteSince(started);
      ResponseReader reader = new ResponseReader(http);
      reusable = reader.isReusable() && !connection.hasUnread();
      Response response = reader.response();
      return response.isSuccess()
          ? new AttemptOutcome(null, response, null, exchange.trace())
          : new AttemptOutcome(
              FailureClass.HTTP_STATUS,
              response,
              reader.retryAfter(clock.instant()).orElse(null),
              exchange.trace());
    } finally {
      connections.release(entry, reusable);
    }
  }

  private static FailureClass failure(Exception problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case AttemptFailedException failed -> {
          return failed.failure();
        }
        case MessageConstraintException _ -> {
          return FailureClass.TOO_LARGE;
        }
        case HttpException _ -> {
          return FailureClass.INVALID;
        }
        default -> {}
      }
    }
    return FailureClass.CLOSED;
  }

  /** Open connections, including those in use. */
  int open() {
    return connections.open();
  }

  @Override
  public void close() {
    timers.shutdownNow();
    connections.close();
    lookup.close();
  }
}
