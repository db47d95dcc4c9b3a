package dev.sluice.webhooks.delivery;

import java.util.Locale;

/** Why an attempt did not deliver. */
public enum FailureClass {
  /** The host has no address, or resolving it took too long. */
  DNS,
  /** The host has only addresses that webhooks must not reach; no socket was opened. */
  BLOCKED_ADDRESS,
  /** No connection: refused, unreachable, or not within the connect timeout. */
  CONNECT,
  /** No TLS session, e.g. because the certificate could not be verified. */
  TLS,
  /** No status by the deadline. */
  TIMEOUT,
  /** A status other than 2xx, including redirects: none is followed. */
  HTTP_STATUS,
  /** The head of the response exceeds the limits. */
  TOO_LARGE,
  /** The connection was closed before there was a status. */
  CLOSED,
  /** The request cannot be sent (URL, secret, header), or the response is not HTTP. */
  INVALID;

  /** The name in the database, in metrics and in logs. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
