package dev.sluice.provider.call;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells what broke from the chain of causes that an SDK throws. */
public final class Troubles {

  // A chain of causes may in principle be a ring.
  private static final int DEPTH = 20;

  private Troubles() {}

  /** For what was thrown before the head of a response had arrived. */
  public static Failure.Trouble beforeResponse(Throwable thrown) {
    return cause(thrown, SSLException.class) != null
        ? Failure.Trouble.TLS
        : Failure.Trouble.CONNECTION;
  }

  /** For what was thrown while a response was read. */
  public static Failure.Trouble withinResponse(Throwable thrown) {
    boolean endedEarly = cause(thrown, JsonEOFException.class) != null || brokeOff(thrown);
    return endedEarly ? Failure.Trouble.TRUNCATED : Failure.Trouble.MALFORMED;
  }

  private static boolean brokeOff(Throwable thrown) {
    Throwable current = thrown;
    for (int i = 0; i < DEPTH && current != null; i++) {
      // Jackson's own exceptions are IOExceptions that say nothing about I/O.
      if (current instanceof IOException && !(current instanceof JacksonException)) {
        return true;
      }
      current = current.getCause();
    }
    return false;
  }

  private static @Nullable Throwable cause(Throwable thrown, Class<? extends Throwable> type) {
    Throwable current = thrown;
    for (int i = 0; i < DEPTH && current != null; i++) {
      if (type.isInstance(current)) {
        return current;
      }
      current = current.getCause();
    }
    return null;
  }
}
