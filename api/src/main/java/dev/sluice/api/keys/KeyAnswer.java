package dev.sluice.api.keys;

/** What is known of a key. */
public sealed interface KeyAnswer {

  /** It is valid. */
  record Granted(KeyGrant grant) implements KeyAnswer {}

  /** It was never issued, is revoked or has expired. */
  record Unknown() implements KeyAnswer {}

  /** The database is away, and this process has not seen the key valid lately. */
  record Unavailable() implements KeyAnswer {}
}
