package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.Destination;
import dev.sluice.egress.EgressPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Makes connections; nothing else of the sender does. Every connection has its own lookup, and goes
 * to one of the addresses that the egress policy allowed, so an answer of the DNS that changes
 * between check and use has no effect.
 */
final class Connector {

  private static final int MAX_ADDRESSES = 8;

  private final EgressPolicy egress;
  private final BoundedLookup lookup;
  private final SSLContext tls;
  private final Duration timeout;

  Connector(EgressPolicy egress, BoundedLookup lookup, SSLContext tls, Duration timeout) {
    this.egress = egress;
    this.lookup = lookup;
    this.tls = tls;
    this.timeout = timeout;
  }

  /**
   * Connects to the first address that accepts, and secures the connection where the URL is https.
   *
   * @throws BusyLookupException where no lookup could begin in time
   */
  Connection connect(Attempt attempt) throws IOException, InterruptedException {
    Destination destination = attempt.origin().destination();
    List<InetAddress> addresses = addresses(attempt);
    long started = System.nanoTime();
    try {
      for (InetAddress address : addresses) {
        CountedSocket socket = new CountedSocket();
        if (isConnected(socket, new InetSocketAddress(address, destination.port()), attempt)) {
          return destination.secure() ? secured(socket, attempt) : new Connection(socket);
        }
      }
    } finally {
      attempt.connectSince(started);
    }
    throw new AttemptFailedException(FailureClass.CONNECT);
  }

  private boolean isConnected(CountedSocket socket, InetSocketAddress address, Attempt attempt)
      throws IOException {
    try {
      attempt.uses(socket, address.getAddress());
      socket.setTcpNoDelay(true);
      socket.connect(address, millis(attempt));
      return true;
    } catch (IOException _) {
      socket.close();
      return false;
    }
  }

  private Connection secured(CountedSocket socket, Attempt attempt) throws IOException {
    Destination destination = attempt.origin().destination();
    long started = System.nanoTime();
    try {
      socket.setSoTimeout(millis(attempt));
      SSLSocket secure =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(socket, destination.host(), destination.port(), true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      socket.setSoTimeout(0);
      return new Connection(secure, socket);
    } catch (IOException e) {
      socket.close();
      boolean late =
          e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException;
      throw new AttemptFailedException(late ? FailureClass.CONNECT : FailureClass.TLS);
    } finally {
      attempt.tlsSince(started);
    }
  }

  private int millis(Attempt attempt) {
    return Math.toIntExact(Math.max(1, attempt.left(timeout).toMillis()));
  }

  private List<InetAddress> addresses(Attempt attempt) throws IOException, InterruptedException {
    Destination destination = attempt.origin().destination();
    if (destination.literal().isPresent()) {
      // Checked with the URL.
      return List.of(destination.literal().get());
    }
    long started = System.nanoTime();
    List<InetAddress> found;
    try {
      found = lookup.addresses(attempt.origin().owner(), destination.host(), attempt.left(timeout));
    } catch (BusyLookupException e) {
      throw e;
    } catch (UnknownHostException _) {
      throw new AttemptFailedException(FailureClass.DNS);
    } finally {
      attempt.dnsSince(started);
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
}
