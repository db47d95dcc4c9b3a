package dev.sluice.embedded;

import java.io.Serial;

/** The requested loopback port is in use. Nothing was started. */
public final class PortInUseException extends InfraException {
  @Serial private static final long serialVersionUID = 1L;

  private final int port;

  PortInUseException(int port) {
    super("Port %d on 127.0.0.1 is in use".formatted(port));
    this.port = port;
  }

  public int port() {
    return port;
  }
}
