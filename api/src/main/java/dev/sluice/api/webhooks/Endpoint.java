package dev.sluice.api.webhooks;

/** An endpoint as other features need to know it. */
public record Endpoint(EndpointId id, Standing standing) {

  /** Whether deliveries go to it. */
  public enum Standing {
    ENABLED,
    /** By its owner or by itself; its deliveries are held until it is enabled. */
    DISABLED,
    /** For good; its owner has it no longer, and what was not delivered is discarded. */
    DELETED
  }
}
