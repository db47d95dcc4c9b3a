package dev.sluice.dispatcher.send;

import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.http2.hpack.HeaderListConstraintException;

/** What an exception of the transport means. */
final class Classification {

  private Classification() {}

  /** Of an exchange for which a connection was ready. */
  static FailureClass ofExchange(ExecutionException ended) {
    Throwable problem = cause(ended);
    // Why nothing was sent, where it is known.
    Throwable deeper = problem instanceof RequestNotExecutedException ? problem.getCause() : null;
    return switch (Objects.requireNonNullElse(deeper, problem)) {
      case MessageConstraintException _ -> FailureClass.TOO_LARGE;
      case HeaderListConstraintException _ -> FailureClass.TOO_LARGE;
      case FloodException _ -> FailureClass.TOO_LARGE;
      case H2StreamResetException _ -> FailureClass.CLOSED;
      case HttpException _ -> FailureClass.INVALID;
      default -> FailureClass.CLOSED;
    };
  }

  /** Of a TLS handshake. */
  static FailureClass ofHandshake(ExecutionException ended) {
    return switch (cause(ended)) {
      case SSLException _ -> FailureClass.TLS;
      case SocketTimeoutException _ -> FailureClass.CONNECT;
      default -> FailureClass.TLS;
    };
  }

  /**
   * Whether the other side certainly did nothing with the request: it was never written, or refused
   * as RFC 9113, 8.7 has it.
   */
  static boolean isUntouched(ExecutionException ended) {
    Throwable problem = cause(ended);
    return problem instanceof RequestNotExecutedException
        || (problem instanceof H2StreamResetException reset
            && reset.getCode() == H2Error.REFUSED_STREAM.getCode());
  }

  /** Whether the connection ended, rather than one stream, or that what came over it was wrong. */
  static boolean isBroken(ExecutionException ended) {
    return ofExchange(ended) == FailureClass.CLOSED
        && !(cause(ended) instanceof H2StreamResetException);
  }

  private static Throwable cause(ExecutionException ended) {
    return Objects.requireNonNullElse(ended.getCause(), ended);
  }
}
