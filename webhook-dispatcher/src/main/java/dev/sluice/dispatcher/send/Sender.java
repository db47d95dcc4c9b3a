package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.io.CloseMode;
import org.springframework.boot.http.client.FilteredHostException;

/**
 * Sends one request and says how it ended, within the deadline whatever the other side does.
 *
 * <p>The status decides: 2xx is a delivery, anything else is not, and no redirect is followed. The
 * body is for the log only; reading stops at 64 KiB, at the deadline or where the connection
 * breaks, and none of these undoes a status that has been received. Connections whose response was
 * read to its end are kept for the next attempt.
 *
 * <p>Must be called on a virtual thread, where an interrupt ends blocking I/O; safe for all of
 * them.
 */
public final class Sender implements AutoCloseable {

  private final SendSettings settings;
  private final Clock clock;
  private final BoundedResolver resolver;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor timers;

  public Sender(SendSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.resolver = new BoundedResolver(settings.connectTimeout());
    this.client = WebhookClient.create(settings, resolver);
    this.timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webhook-deadline").factory());
    this.timers.setRemoveOnCancelPolicy(true);
  }

  /** Sends; {@link Outcome.Aborted} where this thread is interrupted, which is consumed. */
  public Outcome send(Post post) {
    Exchange exchange = new Exchange(client, clock);
    Deadline deadline = new Deadline(timers, settings.deadline());
    try (deadline) {
      exchange.run(post);
      return exchange.outcome();
    } catch (IOException | HttpException | FilteredHostException | IllegalArgumentException e) {
      deadline.close();
      return exchange.outcomeAfter(e, deadline.passed());
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  /** Ends every connection. */
  @Override
  public void close() {
    timers.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
    resolver.close();
  }
}
