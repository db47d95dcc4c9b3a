package dev.sluice.dispatcher.send;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.BusyLookupException;
import dev.sluice.egress.Destination;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.webhooks.delivery.FailureClass;
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
 * Opens connections; nothing else in the sender does. Each connection resolves its host and
 * connects to an address that the egress policy allows, so a DNS response that changes between
 * check and use has no effect.
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
   * Connects to the first address that accepts, with TLS if the URL is https.
   *
   * @throws BusyLookupException if no lookup could begin in time
   */
  Connection connect(Exchange exchange) throws IOException, InterruptedException {
    Destination destination = exchange.origin().destination();
    List<InetAddress> addresses = addresses(exchange);
    long started = System.nanoTime();
    try {
      for (InetAddress address : addresses) {
        CountedSocket socket = new CountedSocket();
        if (isConnected(socket, new InetSocketAddress(address, destination.port()), exchange)) {
          return destination.secure() ? secured(socket, exchange) : new Connection(socket);
        }
      }
    } finally {
      exchange.connectSince(started);
    }
    throw new AttemptFailedException(FailureClass.CONNECT);
  }

  private boolean isConnected(CountedSocket socket, InetSocketAddress address, Exchange exchange)
      throws IOException {
    try {
      exchange.uses(socket, address.getAddress());
      socket.setTcpNoDelay(true);
      socket.connect(address, millis(exchange));
      return true;
    } catch (IOException _) {
      socket.close();
      return false;
    }
  }

  private Connection secured(CountedSocket socket, Exchange exchange) throws IOException {
    Destination destination = exchange.origin().destination();
    long started = System.nanoTime();
    try {
      socket.setSoTimeout(millis(exchange));
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
      exchange.tlsSince(started);
    }
  }

  private int millis(Exchange exchange) {
    return Math.toIntExact(Math.max(1, exchange.left(timeout).toMillis()));
  }

  private List<InetAddress> addresses(Exchange exchange) throws IOException, InterruptedException {
    Destination destination = exchange.origin().destination();
    if (destination.literal().isPresent()) {
      // Checked together with the URL.
      return List.of(destination.literal().get());
    }
    long started = System.nanoTime();
    List<InetAddress> found;
    try {
      found =
          lookup.addresses(exchange.origin().owner(), destination.host(), exchange.left(timeout));
    } catch (BusyLookupException e) {
      throw e;
    } catch (UnknownHostException _) {
      throw new AttemptFailedException(FailureClass.DNS);
    } finally {
      exchange.dnsSince(started);
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
