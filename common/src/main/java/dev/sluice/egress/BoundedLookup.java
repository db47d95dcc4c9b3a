package dev.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Resolves names in bounded time. A lookup blocks in the operating system, which ignores timeouts
 * and interrupts and would pin a virtual thread's carrier, so it runs on one of 32 platform
 * threads. One owner uses at most 4 of them, until the system has answered, so that slow names do
 * not delay other owners. A caller waits for a free thread as long as for the answer. Safe for all
 * threads.
 */
public final class BoundedLookup implements AutoCloseable {

  private static final int THREADS = 32;
  private static final int THREADS_PER_OWNER = 4;
  private static final long IDLE_SECONDS = 30;

  private final NameService names;
  private final Duration limit;
  private final ExecutorService lookups;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Map<String, Integer> lookupsOfOwner = new HashMap<>();
  private int running;

  /**
   * A resolver over these names.
   *
   * @param limit of {@link #addresses(String)}
   */
  public BoundedLookup(NameService names, Duration limit) {
    this.names = names;
    this.limit = limit;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            // A lookup that has a permit gets a thread as soon as the previous one leaves it.
            new LinkedBlockingQueue<>(THREADS),
            Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.lookups = pool;
  }

  /** The addresses of a name; its owner is the name itself. */
  public List<InetAddress> addresses(String host)
      throws UnknownHostException, InterruptedException {
    return addresses(host, host, limit);
  }

  /**
   * The addresses of a name, at least one.
   *
   * @param patience for a thread, and then for the answer
   * @throws BusyLookupException when no thread was free in time
   * @throws UnknownHostException when there is no address, or none in time
   */
  public List<InetAddress> addresses(String owner, String host, Duration patience)
      throws UnknownHostException, InterruptedException {
    acquire(owner, patience.toNanos());
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

  // The permit is released when the system has answered, even if the caller has given up.
  private Future<InetAddress[]> begin(String owner, String host) throws BusyLookupException {
    try {
      return lookups.submit(() -> {
        try {
          return names.addresses(host);
        } finally {
          release(owner);
        }
      });
    } catch (RejectedExecutionException _) {
      // Closed.
      release(owner);
      throw new BusyLookupException();
    }
  }

  private void acquire(String owner, long patienceNanos)
      throws BusyLookupException, InterruptedException {
    long left = patienceNanos;
    lock.lockInterruptibly();
    try {
      while (running >= THREADS || lookupsOfOwner.getOrDefault(owner, 0) >= THREADS_PER_OWNER) {
        if (left <= 0) {
          throw new BusyLookupException();
        }
        left = released.awaitNanos(left);
      }
      running++;
      lookupsOfOwner.merge(owner, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
  }

  private void release(String owner) {
    lock.lock();
    try {
      running--;
      lookupsOfOwner.computeIfPresent(owner, (_, count) -> count > 1 ? count - 1 : null);
      // All, as the caller that waits longest may be of an owner that has its share.
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
