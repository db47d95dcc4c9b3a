package dev.sluice.dispatcher.pick;

import static java.util.Comparator.comparingLong;

import java.util.Comparator;

/** A destination while permits are shared out, and what it got so far. */
final class DestinationShare {

  /** Fewest permits first; among equals the one that was served longest ago. */
  static final Comparator<DestinationShare> ORDER =
      comparingLong((DestinationShare share) -> share.used().permits())
          .thenComparingLong(share -> share.candidate.served());

  private final Candidate candidate;
  private PermitUsage given = PermitUsage.NONE;

  DestinationShare(Candidate candidate) {
    this.candidate = candidate;
  }

  Candidate candidate() {
    return candidate;
  }

  void give() {
    given = given.plus(1, candidate.need());
  }

  PermitUsage given() {
    return given;
  }

  /** With what it got. */
  PermitUsage used() {
    return candidate.used().plus(given);
  }

  boolean isIdle() {
    return used().permits() == 0;
  }

  boolean hasRoom(long bytesPerDestination) {
    return given.permits() < candidate.room() && (isIdle() || used().bytes() < bytesPerDestination);
  }
}
