package dev.sluice.dispatcher.pick;

/** What the last attempts told of a destination. */
enum Standing {
  /** Nothing yet. */
  UNTRIED,
  PROVEN,
  /** It was in trouble, or is slow. */
  SUSPECT
}
