package dev.sluice.dispatcher.pick;

/** Why a destination with something due, or a tenant, gets no permit, as metrics show it. */
enum SkipReason {
  /** As many attempts under way as its window allows. */
  CAP,
  RATE,
  BREAKER,
  /** Its tenant has its share, and others wait. */
  TENANT,
  MEMORY
}
