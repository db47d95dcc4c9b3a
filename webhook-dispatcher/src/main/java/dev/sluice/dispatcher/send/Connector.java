package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.Destination;
import dev.sluice.egress.EgressPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes connections. The addresses that the policy lets pass are the ones that are connected to,
 * anew for every connection: an answer of the DNS that changes between check and use changes
 * nothing.
 */
final class Connector {

  private static final int MAX_ADDRESSES = 8;

  private final ConnectionInitiator initiator;
  private final TlsStrategy tls;
  private final EgressPolicy egress;
  private final BoundedLookup lookup;
  private final Duration patience;

  Connector(
      ConnectionInitiator initiator,
      TlsStrategy tls,
      EgressPolicy egress,
      BoundedLookup lookup,
      Duration patience) {
    this.initiator = initiator;
    this.tls = tls;
    this.egress = egress;
    this.lookup = lookup;
    this.patience = patience;
  }

  /**
   * Connects to the first address that answers.
   *
   * @param owner whose lookup and connection it is
   * @throws BusyLookupException where it did not come to a lookup
   */
  Connection connect(String owner, Destination destination, Deadline deadline, Stopwatch watch)
      throws AttemptFailedException, BusyLookupException, InterruptedException, TimeoutException {
    List<InetAddress> addresses = addresses(owner, destination, deadline, watch);
    long started = System.nanoTime();
    for (InetAddress address : addresses) {
      watch.tries(address);
      Attempt attempt =
          new Attempt(Origin.of(owner, destination), destination, address, watch, started);
      try {
        return attempt.begin(deadline);
      } catch (ExecutionException e) {
        if (attempt.connected) {
          throw new AttemptFailedException(Classification.ofHandshake(e));
        }
        watch.connectSince(started);
      } catch (TimeoutException e) {
        if (!attempt.connected) {
          watch.connectSince(started);
        }
        throw e;
      }
    }
    throw new AttemptFailedException(FailureClass.CONNECT);
  }

  private List<InetAddress> addresses(
      String owner, Destination destination, Deadline deadline, Stopwatch watch)
      throws AttemptFailedException, BusyLookupException, InterruptedException {
    if (destination.literal().isPresent()) {
      // The policy has judged it with the URL.
      return List.of(destination.literal().get());
    }
    long started = System.nanoTime();
    List<InetAddress> found;
    try {
      found = lookup.addresses(owner, destination.host(), deadline.leftOf(patience));
    } catch (BusyLookupException e) {
      throw e;
    } catch (UnknownHostException _) {
      throw new AttemptFailedException(FailureClass.DNS);
    } finally {
      watch.dnsSince(started);
    }
    List<InetAddress> allowed =
        found.stream()
            .filter(address -> egress.allows(destination, address))
            .limit(MAX_ADDRESSES)
            .toList();
    if (allowed.isEmpty()) {
      throw new AttemptFailedException(FailureClass.BLOCKED_ADDRESS);
    }
    return allowed;
  }

  /** Nobody waits for it any more; it may have come at the very moment. */
  static void abandon(CompletableFuture<Connection> result) {
    if (!result.cancel(false)) {
      var _ = result.thenAccept(Connection::close);
    }
  }

  /** One address; what arrives after nobody waits any more is closed. */
  private final class Attempt implements FutureCallback<IOSession> {

    private final Origin origin;
    private final Destination destination;
    private final InetAddress address;
    private final Stopwatch watch;
    private final long startedNanos;
    private final HttpHost endpoint;
    private final Counterpart counterpart = new Counterpart();
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private volatile boolean connected;

    Attempt(
        Origin origin,
        Destination destination,
        InetAddress address,
        Stopwatch watch,
        long startedNanos) {
      this.origin = origin;
      this.destination = destination;
      this.address = address;
      this.watch = watch;
      this.startedNanos = startedNanos;
      this.endpoint = new HttpHost(destination.scheme(), destination.host(), destination.port());
    }

    Connection begin(Deadline deadline)
        throws ExecutionException, InterruptedException, TimeoutException {
      Future<IOSession> connecting =
          initiator.connect(
              endpoint,
              new InetSocketAddress(address, destination.port()),
              null,
              Timeout.of(deadline.leftOf(patience)),
              counterpart,
              this);
      try {
        return deadline.await(result);
      } catch (ExecutionException | InterruptedException | TimeoutException | RuntimeException e) {
        abandon(result);
        connecting.cancel(true);
        throw e;
      }
    }

    /** On the I/O thread; TLS must begin before it goes on. */
    @Override
    public void completed(IOSession session) {
      connected = true;
      watch.connectSince(startedNanos);
      ProtocolIOSession connection = (ProtocolIOSession) session;
      if (result.isDone()) {
        connection.close(CloseMode.IMMEDIATE);
      } else if (destination.secure()) {
        tls.upgrade(connection, endpoint, null, Timeout.of(patience), new Handshake(connection));
      } else {
        complete(connection);
      }
    }

    private void complete(ProtocolIOSession session) {
      if (!result.complete(new Connection(origin, address, session, counterpart))) {
        session.close(CloseMode.IMMEDIATE);
      }
    }

    @Override
    public void failed(Exception problem) {
      result.completeExceptionally(problem);
    }

    @Override
    public void cancelled() {
      result.cancel(false);
    }

    /** The second half. */
    private final class Handshake implements FutureCallback<TransportSecurityLayer> {

      private final ProtocolIOSession session;
      private final long beganNanos = System.nanoTime();

      Handshake(ProtocolIOSession session) {
        this.session = session;
        // Whoever gives up in the middle of it takes the connection along.
        var _ =
            result.whenComplete((_, problem) -> {
              if (problem != null) {
                watch.tlsSince(beganNanos);
                session.close(CloseMode.IMMEDIATE);
              }
            });
      }

      @Override
      public void completed(TransportSecurityLayer layer) {
        watch.tlsSince(beganNanos);
        complete(session);
      }

      @Override
      public void failed(Exception problem) {
        result.completeExceptionally(problem);
      }

      @Override
      public void cancelled() {
        result.cancel(false);
      }
    }
  }
}
