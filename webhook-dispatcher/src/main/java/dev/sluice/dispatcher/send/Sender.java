package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.Destination;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.egress.NameService;
import dev.sluice.egress.Refusal;
import dev.sluice.egress.UrlCheck;
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
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * Sends one request over HTTP/1.1 and tells how it ended, within the deadline whatever the receiver
 * does.
 *
 * <p>The status decides: 2xx is a delivery, anything else is not, and no redirect is followed. The
 * body is for the log only; reading stops at 64 KiB, at the deadline or where the connection
 * breaks, and none of these changes a status that was received. A request is sent once. Connections
 * whose response was read to its end are kept for the next attempt of the same owner.
 *
 * <p>Blocks, so call it on a virtual thread. Safe for all threads.
 */
public final class Sender implements AutoCloseable {

  private static final Duration EVICT_EVERY = Duration.ofSeconds(2);

  private final SendSettings settings;
  private final Clock clock;
  private final BoundedLookup lookup;
  private final Connections connections;
  private final ScheduledThreadPoolExecutor timers;

  public Sender(SendSettings settings, Clock clock) {
    this(settings, clock, NameService.ofSystem(), SSLContexts.createSystemDefault());
  }

  Sender(SendSettings settings, Clock clock, NameService names, SSLContext trust) {
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
    var _ = timers.scheduleWithFixedDelay(connections::evict, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Sends; {@link Outcome.Aborted} where this thread is interrupted, which is consumed, where the
   * sender is closed, and where too many other lookups kept this one from beginning within the
   * connect timeout.
   */
  public Outcome send(Post post) {
    return switch (settings.egress().check(post.url().toString())) {
      case UrlCheck.Refused(Refusal refusal) ->
          Outcome.Failed.without(
              refusal == Refusal.BLOCKED_ADDRESS
                  ? FailureClass.BLOCKED_ADDRESS
                  : FailureClass.INVALID,
              Trace.NONE);
      case UrlCheck.Usable(Destination destination) when isSendable(post) ->
          send(post, new Attempt(new Origin(post.owner(), destination), settings.deadline()));
      case UrlCheck.Usable _ -> Outcome.Failed.without(FailureClass.INVALID, Trace.NONE);
    };
  }

  /** The library would send a header that breaks its line with spaces in place of the breaks. */
  private static boolean isSendable(Post post) {
    return post.headers().entrySet().stream()
        .allMatch(header ->
            ExtraHeaderRules.isName(header.getKey())
                && ExtraHeaderRules.isValue(header.getValue()));
  }

  private Outcome send(Post post, Attempt attempt) {
    Future<?> expiry;
    try {
      expiry = timers.schedule(attempt::expire, attempt.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      return new Outcome.Aborted();
    }
    try {
      return exchange(post, attempt);
    } catch (BusyLookupException | InterruptedException _) {
      return new Outcome.Aborted();
    } catch (IOException | HttpException | TimeoutException e) {
      return timers.isShutdown() || Thread.currentThread().isInterrupted()
          ? new Outcome.Aborted()
          : Outcome.Failed.without(
              attempt.isOver() ? FailureClass.TIMEOUT : failure(e), attempt.trace());
    } finally {
      expiry.cancel(false);
      // An interrupt after the response came changes nothing, and is not for what follows.
      Thread.interrupted();
    }
  }

  private Outcome exchange(Post post, Attempt attempt)
      throws IOException, HttpException, InterruptedException, TimeoutException {
    PoolEntry<Origin, Connection> entry = connections.lease(attempt);
    boolean reusable = false;
    try {
      Connection connection = entry.getConnection();
      long started = System.nanoTime();
      ClassicHttpResponse response =
          connection.execute(Messages.request(post, attempt.origin().destination()));
      attempt.firstByteSince(started);
      Body body = Body.of(response.getEntity());
      reusable = body.complete() && Messages.isReusable(response) && !connection.hasUnread();
      return outcome(response, body, attempt);
    } finally {
      connections.release(entry, reusable);
    }
  }

  private Outcome outcome(ClassicHttpResponse response, Body body, Attempt attempt) {
    Answer answer = new Answer(response.getCode(), body.kept(), body.isCut());
    return answer.isSuccess()
        ? new Outcome.Delivered(answer, attempt.trace())
        : new Outcome.Failed(
            FailureClass.HTTP_STATUS,
            Optional.of(answer),
            Messages.retryAfter(response, clock.instant()),
            attempt.trace());
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

  /** Open connections, those in use included. */
  int open() {
    return connections.open();
  }

  /** Closes every connection. */
  @Override
  public void close() {
    timers.shutdownNow();
    connections.close();
    lookup.close();
  }
}
