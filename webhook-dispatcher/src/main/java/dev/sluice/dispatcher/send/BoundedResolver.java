package dev.sluice.dispatcher.send;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Finds addresses in bounded time. A lookup blocks in the operating system, where neither a timeout
 * nor an interrupt reaches it, and would keep a virtual thread's carrier; so it runs on one of a
 * few threads of its own, and who waits for it can leave.
 */
final class BoundedResolver implements DnsResolver, AutoCloseable {

  private static final int THREADS = 32;
  private static final long IDLE_SECONDS = 30;

  private final Duration limit;
  private final ExecutorService lookups;

  BoundedResolver(Duration limit) {
    this.limit = limit;
    // At most one lookup waits per attempt under way, so the queue is bounded by the permits.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.lookups = pool;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    Future<InetAddress[]> lookup =
        lookups.submit(() -> SystemDefaultDnsResolver.INSTANCE.resolve(host));
    try {
      return lookup.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new UnknownHostException("no address within " + limit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    } catch (ExecutionException _) {
      throw new UnknownHostException("no address");
    } finally {
      lookup.cancel(false);
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
