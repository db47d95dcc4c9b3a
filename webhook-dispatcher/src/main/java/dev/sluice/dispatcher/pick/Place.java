package dev.sluice.dispatcher.pick;

import static java.util.Comparator.comparingLong;

import java.util.Comparator;

/** A destination while permits are shared out, and what it was given so far. */
final class Place {

  /** Fewest permits first; among equals who was served longest ago. */
  static final Comparator<Place> ORDER =
      comparingLong((Place place) -> place.held().permits())
          .thenComparingLong(place -> place.candidate.served());

  private final Candidate candidate;
  private Use given = Use.NONE;

  Place(Candidate candidate) {
    this.candidate = candidate;
  }

  void give() {
    given = given.plus(1, need());
  }

  boolean hasRoom(long bytesPerDestination) {
    return given.permits() < candidate.room() && (isIdle() || held().bytes() < bytesPerDestination);
  }

  Use held() {
    return candidate.held().plus(given.permits(), given.bytes());
  }

  Use given() {
    return given;
  }

  boolean isIdle() {
    return held().permits() == 0;
  }

  long need() {
    return candidate.need();
  }

  Standing standing() {
    return candidate.standing();
  }

  String destination() {
    return candidate.destination();
  }

  String tenant() {
    return candidate.tenant();
  }

  long served() {
    return candidate.served();
  }
}
