package dev.sluice.dispatcher.send;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.UnsupportedSchemeException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.springframework.boot.http.client.FilteredHostException;

/** What an exception of the client means. */
final class Classification {

  private Classification() {}

  static FailureClass of(Throwable problem) {
    return switch (problem) {
      case FilteredHostException _ -> FailureClass.BLOCKED_ADDRESS;
      case UnknownHostException _ -> FailureClass.DNS;
      case MessageConstraintException _ -> FailureClass.TOO_LARGE;
      case ConnectTimeoutException _ -> FailureClass.CONNECT;
      case ConnectException _ -> FailureClass.CONNECT;
      case NoRouteToHostException _ -> FailureClass.CONNECT;
      case SSLException _ -> FailureClass.TLS;
      case SocketTimeoutException _ -> FailureClass.TIMEOUT;
      case UnsupportedSchemeException _ -> FailureClass.INVALID;
      case ClientProtocolException protocol when protocol.getCause() != null ->
          of(protocol.getCause());
      case HttpException _ -> FailureClass.INVALID;
      case RuntimeException _ -> FailureClass.INVALID;
      default -> FailureClass.CLOSED;
    };
  }
}
