package dev.sluice.dispatcher.send;

import dev.sluice.egress.Destination;

/**
 * Whose connections may be reused: those of one owner to one host and port. What a receiver does to
 * a connection never reaches another owner, even where both are behind the same gateway.
 */
record Origin(String owner, Destination destination) {}
