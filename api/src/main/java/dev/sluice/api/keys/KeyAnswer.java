package dev.sluice.api.keys;

/** The result of a key lookup. */
public sealed interface KeyAnswer {

  /** It is valid. */
  record Granted(KeyGrant grant) implements KeyAnswer {}

  /** It was never issued, is revoked or has expired. */
  record Unknown() implements KeyAnswer {}

  /** The database is unavailable, and the key was not valid here recently. */
  record Unavailable() implements KeyAnswer {}
}
