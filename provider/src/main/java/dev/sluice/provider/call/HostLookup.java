package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up hosts without blocking a call beyond its deadline or an interrupt. A lookup cannot be
 * aborted, so it runs on its own thread, one for all calls that wait for the same host.
 */
final class HostLookup implements DnsResolver {

  /** Asks the system's resolver; blocks. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** The deadline of the calling thread's call. */
  static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();

  private final Resolver resolver;
  private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> running =
      new ConcurrentHashMap<>();

  HostLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException _) {
      return await(host);
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private InetAddress[] await(String host) throws UnknownHostException {
    try {
      return running
          .computeIfAbsent(host, this::start)
          .get(DEADLINE.get().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    } catch (TimeoutException _) {
      throw new UnknownHostException("The deadline passed");
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private CompletableFuture<InetAddress[]> start(String host) {
    CompletableFuture<InetAddress[]> lookup = new CompletableFuture<>();
    // Not a virtual thread: the system's resolver would pin its carrier.
    Thread.ofPlatform()
        .daemon()
        .name("provider-lookup")
        .start(() -> {
          try {
            lookup.complete(resolver.resolve(host));
          } catch (Throwable thrown) {
            lookup.completeExceptionally(thrown);
          } finally {
            running.remove(host);
          }
        });
    return lookup;
  }
}
