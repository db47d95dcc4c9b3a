package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.impl.nio.HttpConnectionEventHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of which every byte that it is handed is counted: what TLS has decrypted is not read
 * by the protocol. All but {@link #inputReady} is the protocol's own.
 */
record CountedInput(HttpConnectionEventHandler protocol, Allowance allowance)
    implements HttpConnectionEventHandler {

  @Override
  public void inputReady(IOSession session, @Nullable ByteBuffer decrypted) throws IOException {
    if (decrypted != null) {
      allowance.spendBytes(decrypted.remaining());
    }
    protocol.inputReady(session, decrypted);
  }

  @Override
  public void connected(IOSession session) throws IOException {
    protocol.connected(session);
  }

  @Override
  public void outputReady(IOSession session) throws IOException {
    protocol.outputReady(session);
  }

  @Override
  public void timeout(IOSession session, Timeout timeout) throws IOException {
    protocol.timeout(session, timeout);
  }

  @Override
  public void exception(IOSession session, Exception cause) {
    protocol.exception(session, cause);
  }

  @Override
  public void disconnected(IOSession session) {
    protocol.disconnected(session);
  }

  @Override
  public void close() throws IOException {
    protocol.close();
  }

  @Override
  public void close(CloseMode mode) {
    protocol.close(mode);
  }

  @Override
  public EndpointDetails getEndpointDetails() {
    return protocol.getEndpointDetails();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return protocol.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return protocol.getRemoteAddress();
  }

  @Override
  public ProtocolVersion getProtocolVersion() {
    return protocol.getProtocolVersion();
  }

  @Override
  public SSLSession getSSLSession() {
    return protocol.getSSLSession();
  }

  @Override
  public boolean isOpen() {
    return protocol.isOpen();
  }

  @Override
  public Timeout getSocketTimeout() {
    return protocol.getSocketTimeout();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    protocol.setSocketTimeout(timeout);
  }
}
