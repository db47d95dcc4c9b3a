package dev.sluice.simulator.answer;

import java.util.Optional;

/** What a script wants of an answer, beyond what the request demands. */
public sealed interface Wish {

  record Nothing() implements Wish {}

  /** A text of exactly this many tokens, before the limits of the request apply. */
  record Tokens(int tokens) implements Wish {}

  /** A call of the named tool, or of the first one. */
  record Call(Optional<String> name) implements Wish {}

  record Refusal() implements Wish {}
}
