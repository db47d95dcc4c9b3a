package dev.sluice.simulator.http;

/** How an exchange ended. */
public enum ExchangeOutcome {
  /** The whole response was written to the socket. */
  COMPLETED,
  /** The client closed the connection first. */
  CLIENT_GONE,
  /** The simulator closed the connection first. */
  CUT
}
