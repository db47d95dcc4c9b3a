package dev.sluice.simulator.http;

/** How an exchange ended. */
public enum Ending {
  /** The whole response was handed to the operating system. */
  COMPLETED,
  /** The client closed the connection before that. */
  CLIENT_GONE,
  /** The simulator closed the connection before that. */
  CUT
}
