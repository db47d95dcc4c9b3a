package dev.sluice.dispatcher.pick;

/** What the last attempts showed of a destination. */
enum Standing {
  UNTRIED,
  PROVEN,
  /** It failed or is slow. */
  SUSPECT
}
