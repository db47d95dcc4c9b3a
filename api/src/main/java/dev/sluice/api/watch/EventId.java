package dev.sluice.api.watch;

import dev.sluice.job.JobStatus;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event, which a client sends back as {@code Last-Event-ID}.
 *
 * @param position how much of the answer the client has
 * @param status the last one that the client was sent
 */
record EventId(Position position, JobStatus status) {

  private static final Pattern FORMAT = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})\\.([a-z]+)");

  /** Empty if the text is no id; the client then starts from the beginning. */
  static Optional<EventId> parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Position position =
        new Position(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    return JobStatus.ofWireName(parts.group(3)).map(status -> new EventId(position, status));
  }

  @Override
  public String toString() {
    return position.attempt() + "." + position.offset() + "." + status.wireName();
  }
}
