package dev.sluice.dispatcher.send;

/** The other side of a connection: what it may send and when, and what it said of streams. */
record Counterpart(Allowance allowance, Turn turn, Streams streams) {

  Counterpart() {
    this(new Allowance(), new Turn(), new Streams());
  }
}
