package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.Destination;
import dev.sluice.egress.NameService;
import dev.sluice.egress.Refusal;
import dev.sluice.egress.UrlCheck;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * Sends one request and says how it ended, within the deadline whatever the other side does.
 *
 * <p>The status decides: 2xx is a delivery, anything else is not, and no redirect is followed. The
 * body is for the log only; reading stops at 64 KiB, at the deadline or where the connection
 * breaks, and none of these undoes a status that has been received. Connections whose response was
 * read to its end are kept for the next attempt of the same owner; those of HTTP/2, which TLS
 * agrees on, are shared by its attempts.
 *
 * <p>A request that certainly was not looked at – its connection had been closed meanwhile, or the
 * stream was refused – is sent once more on a new connection, within the same deadline. So is one
 * whose connection, kept alive from before, ends within 250 ms without a byte of a response: the
 * other side most likely closed it at the same moment, and receivers know an event by its id. The
 * {@link Trace} tells. Later than that the other side may have worked on it, and the attempt has
 * failed.
 *
 * <p>Call it on a virtual thread, as it blocks; safe for all of them.
 */
public final class Sender implements AutoCloseable {

  private static final Duration EVICT_EVERY = Duration.ofSeconds(5);
  // A close that crosses the request comes within a round trip; hardly one is longer.
  private static final Duration CROSSING = Duration.ofMillis(250);
  private static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final SendSettings settings;
  private final Duration crossing;
  private final Clock clock;
  private final BoundedLookup lookup;
  private final DefaultConnectingIOReactor reactor;
  private final Connector connector;
  private final Connections connections;
  private final ScheduledThreadPoolExecutor timers;

  public Sender(SendSettings settings, Clock clock) {
    this(settings, clock, CROSSING);
  }

  Sender(SendSettings settings, Clock clock, Duration crossing) {
    this(settings, clock, crossing, NameService.ofSystem(), SSLContexts.createSystemDefault());
  }

  Sender(SendSettings settings, Clock clock, NameService names, SSLContext trust) {
    this(settings, clock, CROSSING, names, trust);
  }

  private Sender(
      SendSettings settings, Clock clock, Duration crossing, NameService names, SSLContext trust) {
    this.settings = settings;
    this.crossing = crossing;
    this.clock = clock;
    this.lookup = new BoundedLookup(names, settings.connectTimeout());
    this.reactor =
        new DefaultConnectingIOReactor(
            new Protocols(),
            IOReactorConfig.custom().setIoThreadCount(IO_THREADS).setTcpNoDelay(true).build(),
            new DefaultThreadFactory("webhook-io", true),
            null,
            null,
            null,
            null);
    this.connector =
        new Connector(
            reactor,
            new DefaultClientTlsStrategy(trust),
            settings.egress(),
            lookup,
            settings.connectTimeout());
    this.connections = new Connections(settings.connections());
    this.timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webhook-evict").factory());
    long every = EVICT_EVERY.toMillis();
    var _ = timers.scheduleWithFixedDelay(connections::evict, every, every, TimeUnit.MILLISECONDS);
    reactor.start();
  }

  /**
   * Sends; {@link Outcome.Aborted} where this thread is interrupted, which is consumed, and where a
   * lookup could not begin within the connect timeout, as too many others went on.
   */
  public Outcome send(Post post) {
    return switch (settings.egress().check(post.url().toString())) {
      case UrlCheck.Refused(Refusal refusal) ->
          Outcome.Failed.without(
              refusal == Refusal.BLOCKED_ADDRESS
                  ? FailureClass.BLOCKED_ADDRESS
                  : FailureClass.INVALID,
              Trace.NONE);
      case UrlCheck.Usable(Destination destination) -> send(post, destination);
    };
  }

  private Outcome send(Post post, Destination destination) {
    if (!new Exchange(post, destination).isSendable()) {
      return Outcome.Failed.without(FailureClass.INVALID, Trace.NONE);
    }
    Deadline deadline = Deadline.in(settings.deadline());
    Stopwatch watch = new Stopwatch(false);
    return attempt(post, destination, deadline, watch, true)
        .or(() -> attempt(post, destination, deadline, watch.again(), false))
        .orElseThrow(() -> new IllegalStateException("the second time has an outcome"));
  }

  /**
   * One way of it.
   *
   * @param first whether an open connection may be used, and the outcome may be that there is none:
   *     the request was not looked at, or most likely not
   */
  private Optional<Outcome> attempt(
      Post post, Destination destination, Deadline deadline, Stopwatch watch, boolean first) {
    try {
      Optional<Connection> kept =
          first ? connections.lease(Origin.of(post.owner(), destination)) : Optional.empty();
      Connection connection =
          kept.isPresent() ? kept.get() : connection(post.owner(), destination, deadline, watch);
      watch.uses(connection);
      Exchange exchange = new Exchange(post, destination);
      Predicate<ExecutionException> countsForNothing =
          ended ->
              first
                  && (Classification.isUntouched(ended)
                      || (kept.isPresent() && hasCrossed(exchange, ended, watch)));
      return exchange(connection, exchange, deadline, watch, countsForNothing);
    } catch (AttemptFailedException e) {
      FailureClass failure = deadline.hasPassed() ? FailureClass.TIMEOUT : e.failure();
      return Optional.of(Outcome.Failed.without(failure, watch.trace()));
    } catch (TimeoutException _) {
      return Optional.of(Outcome.Failed.without(FailureClass.TIMEOUT, watch.trace()));
    } catch (BusyLookupException | InterruptedException | IOReactorShutdownException _) {
      return Optional.of(new Outcome.Aborted());
    }
  }

  /** Whether the other side most likely closed the connection before the request reached it. */
  private boolean hasCrossed(Exchange exchange, ExecutionException ended, Stopwatch watch) {
    boolean crossed = Classification.isBroken(ended) && exchange.failedWithin(crossing);
    if (crossed) {
      watch.mayHaveArrived();
    }
    return crossed;
  }

  private Connection connection(
      String owner, Destination destination, Deadline deadline, Stopwatch watch)
      throws AttemptFailedException, BusyLookupException, InterruptedException, TimeoutException {
    connections.makeRoom();
    Connection connection = connector.connect(owner, destination, deadline, watch);
    connections.add(connection);
    return connection;
  }

  private Optional<Outcome> exchange(
      Connection connection,
      Exchange exchange,
      Deadline deadline,
      Stopwatch watch,
      Predicate<ExecutionException> countsForNothing) {
    boolean readToTheEnd = false;
    FailureClass failure = FailureClass.TIMEOUT;
    boolean interrupted = false;
    try {
      connection.execute(exchange);
      readToTheEnd = deadline.await(exchange.ended());
    } catch (ExecutionException e) {
      if (countsForNothing.test(e)) {
        return Optional.empty();
      }
      failure = Classification.ofExchange(e);
    } catch (TimeoutException _) {
      failure = FailureClass.TIMEOUT;
    } catch (InterruptedException _) {
      interrupted = true;
    } finally {
      if (readToTheEnd) {
        connection.finished(exchange);
      }
      connections.release(connection, readToTheEnd);
    }
    return Optional.of(outcome(exchange, failure, interrupted, watch));
  }

  /** A status that is in decides, whatever came after it. */
  private Outcome outcome(
      Exchange exchange, FailureClass failure, boolean interrupted, Stopwatch watch) {
    Optional<Exchange.Head> head = exchange.head();
    if (head.isEmpty()) {
      return interrupted ? new Outcome.Aborted() : Outcome.Failed.without(failure, watch.trace());
    }
    watch.firstByte(exchange.startedNanos(), head.get().atNanos());
    Answer answer = exchange.answer();
    return answer.isSuccess()
        ? new Outcome.Delivered(answer, watch.trace())
        : new Outcome.Failed(
            FailureClass.HTTP_STATUS,
            Optional.of(answer),
            exchange.retryAfter(clock.instant()),
            watch.trace());
  }

  /** Connections that are open now. */
  int open() {
    return connections.open();
  }

  /** Ends every connection. */
  @Override
  public void close() {
    timers.shutdownNow();
    connections.close();
    reactor.close(CloseMode.IMMEDIATE);
    lookup.close();
  }
}
