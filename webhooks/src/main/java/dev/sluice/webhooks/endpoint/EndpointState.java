package dev.sluice.webhooks.endpoint;

/** Whether deliveries are sent to an endpoint. */
public enum EndpointState {
  ENABLED,
  /** By its owner or by Sluice; its deliveries are held until it is enabled. */
  DISABLED,
  /** For good; what was not delivered is discarded. */
  DELETED;

  /** As the columns say. */
  public static EndpointState of(boolean enabled, boolean deleted) {
    if (deleted) {
      return DELETED;
    }
    return enabled ? ENABLED : DISABLED;
  }
}
