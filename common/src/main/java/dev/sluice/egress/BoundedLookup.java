package dev.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds addresses in bounded time. A lookup blocks in the operating system, where neither a timeout
 * nor an interrupt reaches it, and would keep a virtual thread's carrier; so it runs on one of 32
 * threads of its own, and who waits for it can leave. At most 4 of them work for one owner, until
 * the system has answered, so that names that are slow do not keep others waiting; who finds no
 * thread waits for one as long as for the answer. Safe for all threads.
 */
public final class BoundedLookup implements AutoCloseable {

  private static final int THREADS = 32;
  private static final int THREADS_OF_AN_OWNER = 4;
  private static final long IDLE_SECONDS = 30;

  private final NameService names;
  private final Duration limit;
  private final ExecutorService lookups;
  private final Slots slots = new Slots(THREADS, THREADS_OF_AN_OWNER);

  public BoundedLookup(NameService names, Duration limit) {
    this.names = names;
    this.limit = limit;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            // Who has a slot has a thread, or a place here until its last lookup has left it.
            new LinkedBlockingQueue<>(THREADS),
            Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.lookups = pool;
  }

  /** With the limit of all lookups, the host being its own owner. */
  public List<InetAddress> addresses(String host)
      throws UnknownHostException, InterruptedException {
    return addresses(host, host, limit);
  }

  /**
   * The addresses of a name, at least one.
   *
   * @param owner on whose behalf
   * @param patience for a thread, and then for the answer
   * @throws BusyLookupException where no thread was free in time
   * @throws UnknownHostException where there is none, or none in time
   */
  public List<InetAddress> addresses(String owner, String host, Duration patience)
      throws UnknownHostException, InterruptedException {
    if (!slots.take(owner, patience.toNanos())) {
      throw new BusyLookupException();
    }
    try {
      List<InetAddress> found =
          List.of(begin(owner, host).get(patience.toNanos(), TimeUnit.NANOSECONDS));
      if (found.isEmpty()) {
        throw new UnknownHostException("no address");
      }
      return found;
    } catch (TimeoutException _) {
      throw new UnknownHostException("no address within " + patience);
    } catch (ExecutionException _) {
      throw new UnknownHostException("no address");
    }
  }

  /** Whoever waits may leave, the slot is taken until the system has answered. */
  private Future<InetAddress[]> begin(String owner, String host) throws BusyLookupException {
    try {
      return lookups.submit(() -> {
        try {
          return names.addresses(host);
        } finally {
          slots.release(owner);
        }
      });
    } catch (RejectedExecutionException _) {
      // Closed.
      slots.release(owner);
      throw new BusyLookupException();
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
