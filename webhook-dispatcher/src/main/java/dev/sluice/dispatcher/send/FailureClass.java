package dev.sluice.dispatcher.send;

import java.util.Locale;

/** Why an attempt did not deliver. */
public enum FailureClass {
  /** The host has no address, or finding it took too long. */
  DNS,
  /** Every address of the host is one that webhooks must not reach; no socket was opened. */
  BLOCKED_ADDRESS,
  /** No connection: refused, unreachable, or not within the connect timeout. */
  CONNECT,
  /** No TLS session, e.g. a certificate that does not verify. */
  TLS,
  /** No status by the deadline. */
  TIMEOUT,
  /** A status other than 2xx; redirects included, as none is followed. */
  HTTP_STATUS,
  /** A response beyond the bounds of its head. */
  TOO_LARGE,
  /** The connection broke before there was a status. */
  CLOSED,
  /** Nothing that could be sent (URL, secret), or an answer that is not HTTP. */
  INVALID;

  /** The name in the database, in metrics and in logs. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
