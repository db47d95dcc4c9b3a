package dev.sluice.dispatcher.send;

import java.net.InetAddress;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http2.ssl.ApplicationProtocol;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.TlsDetails;

/** A connection to one address. */
final class Connection {

  private final Origin origin;
  private final InetAddress address;
  private final ProtocolIOSession session;
  private final Counterpart counterpart;
  private final boolean multiplexed;
  private final long bornNanos = System.nanoTime();

  Connection(
      Origin origin, InetAddress address, ProtocolIOSession session, Counterpart counterpart) {
    this.origin = origin;
    this.address = address;
    this.session = session;
    this.counterpart = counterpart;
    TlsDetails tls = session.getTlsDetails();
    this.multiplexed =
        tls != null && ApplicationProtocol.HTTP_2.id.equals(tls.getApplicationProtocol());
  }

  void execute(Exchange exchange) {
    counterpart.allowance().begin(exchange.bodyBytes());
    exchange.beforeSending(
        multiplexed
            ? () -> counterpart.streams().opening(exchange)
            : () -> counterpart.turn().opening(exchange, session.channel()));
    session.enqueue(
        new RequestExecutionCommand(exchange, HttpCoreContext.create()), Command.Priority.NORMAL);
  }

  /** Its response has been read to the end. */
  void finished(Exchange exchange) {
    counterpart.allowance().end(exchange.bodyBytes());
  }

  Origin origin() {
    return origin;
  }

  InetAddress address() {
    return address;
  }

  /** As attempts' log has it. */
  String protocol() {
    return multiplexed ? "HTTP/2" : "HTTP/1.1";
  }

  boolean isMultiplexed() {
    return multiplexed;
  }

  /** Exchanges at the same time, at most. */
  int capacity() {
    return multiplexed ? counterpart.streams().limit() : 1;
  }

  long ageNanos() {
    return System.nanoTime() - bornNanos;
  }

  boolean isOpen() {
    return session.isOpen()
        && !counterpart.streams().hasLeft()
        && !(session.getHandler() instanceof HttpConnection http && !http.isOpen());
  }

  void close() {
    session.close(CloseMode.IMMEDIATE);
  }
}
