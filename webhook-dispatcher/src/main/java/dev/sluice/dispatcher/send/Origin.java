package dev.sluice.dispatcher.send;

import dev.sluice.egress.Destination;

/**
 * Whose connections may be shared: one origin's, on behalf of one owner. What a receiver does with
 * a connection never reaches another owner, behind whatever gateway both are.
 */
record Origin(String owner, boolean secure, String host, int port) {

  static Origin of(String owner, Destination destination) {
    return new Origin(owner, destination.secure(), destination.host(), destination.port());
  }
}
