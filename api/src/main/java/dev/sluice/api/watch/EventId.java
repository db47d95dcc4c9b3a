package dev.sluice.api.watch;

import dev.sluice.job.JobStatus;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has come: the id of every event, and what it sends as {@code Last-Event-ID}.
 *
 * @param position what it has of the answer
 * @param status the job's, when it was told last
 */
record EventId(Position position, JobStatus status) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})\\.([a-z]+)");

  /** The id in this text; empty where there is none: the client then begins anew. */
  static Optional<EventId> parse(String text) {
    Matcher parts = FORM.matcher(text);
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
