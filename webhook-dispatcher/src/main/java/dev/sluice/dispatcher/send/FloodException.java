package dev.sluice.dispatcher.send;

/** The other side sends more than any answer needs. Ends its connection. */
final class FloodException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FloodException() {
    super("more was sent than any answer needs");
  }
}
