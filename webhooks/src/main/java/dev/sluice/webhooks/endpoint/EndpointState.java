package dev.sluice.webhooks.endpoint;

/** Whether deliveries are sent to an endpoint. */
public enum EndpointState {
  ENABLED,
  /** By its owner or automatically; its deliveries are held until it is enabled. */
  DISABLED,
  /** For good; undelivered deliveries are discarded. */
  DELETED
}
