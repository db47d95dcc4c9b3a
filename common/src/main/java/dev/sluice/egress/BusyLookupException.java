package dev.sluice.egress;

import java.net.UnknownHostException;

/** A name was not resolved, because too many lookups are running. */
public final class BusyLookupException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  BusyLookupException() {
    super("too many lookups are running");
  }
}
