package dev.sluice.webhooks.delivery;

import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Reads what the claim returns: a row for every delivery that was taken, and one for every pick of
 * which none was.
 */
final class ClaimedRows implements RowCallbackHandler {

  private final List<Pick> picks;
  private final List<Started> started = new ArrayList<>();
  private final TreeMap<Integer, Taken> taken = new TreeMap<>();

  ClaimedRows(List<Pick> picks) {
    this.picks = picks;
  }

  @Override
  public void processRow(ResultSet row) throws SQLException {
    int place = row.getInt("place");
    Pick pick = picks.get(place - 1);
    Taken none =
        new Taken(pick, row.getInt("most"), row.getInt("found"), 0, 0, missed(row), next(row));
    if (row.getObject("id") == null) {
      taken.put(place, none);
      return;
    }
    Claim claim = claim(row);
    started.add(new Started(claim, pick));
    taken.merge(
        place, none.with(claim.body().length), (before, _) -> before.with(claim.body().length));
  }

  Claimed claimed() {
    return new Claimed(started, List.copyOf(taken.values()));
  }

  private static OptionalLong missed(ResultSet row) throws SQLException {
    long size = row.getLong("missed");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(size);
  }

  private static Optional<Duration> next(ResultSet row) throws SQLException {
    long micros = row.getLong("next_in");
    return row.wasNull() ? Optional.empty() : Optional.of(Duration.of(micros, ChronoUnit.MICROS));
  }

  private static Claim claim(ResultSet row) throws SQLException {
    return new Claim(
        new DeliveryId(row.getObject("id", UUID.class)),
        new WorkerId(row.getObject("worker_id", UUID.class)),
        row.getInt("attempt"),
        row.getInt("uncounted"),
        row.getInt("earlier"),
        Trigger.ofWireName(row.getString("trigger")),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        row.getString("destination"),
        target(row),
        row.getBytes("body"));
  }

  private static Target target(ResultSet row) throws SQLException {
    UUID endpoint = row.getObject("endpoint_id", UUID.class);
    if (endpoint == null) {
      return new Target.OfJob(
          new JobId(row.getObject("job_id", UUID.class)),
          row.getString("url"),
          row.getString("secret"));
    }
    String[] kinds = (String[]) row.getArray("kinds").getArray();
    String[] sealed = (String[]) row.getArray("secrets").getArray();
    return new Target.OfEndpoint(
        endpoint,
        row.getString("url"),
        row.getString("headers"),
        IntStream.range(0, kinds.length)
            .mapToObj(i -> new Target.SealedSecret(kinds[i], sealed[i]))
            .toList());
  }
}
