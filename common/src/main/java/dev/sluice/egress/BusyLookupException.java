package dev.sluice.egress;

import java.net.UnknownHostException;

/** A name was not looked up, as too many lookups go on. Says nothing of the name. */
public final class BusyLookupException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  BusyLookupException() {
    super("too many lookups go on");
  }
}
