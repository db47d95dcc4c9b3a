package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;

import dev.sluice.delivery.DeliveryState;
import dev.sluice.delivery.DeliveryStatus;
import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deliveries to endpoints in whatever state a test needs, without a dispatcher around them. */
final class Stored {

  /** Where the endpoints are that claims of this class lead to. */
  static final String URL = "http://a.test/hook?token=hidden";

  private final JdbcTemplate jdbc;
  private final TestEndpoints endpoints;
  private final WorkerId worker = new WorkerId(UUID.randomUUID());

  Stored(TestBed bed) {
    this.jdbc = bed.jdbc();
    this.endpoints = new TestEndpoints(bed);
    jdbc.update(
        """
        INSERT INTO worker (id, kind, host, expires_at)
        VALUES (?, 'webhook-dispatcher', 'test', now() + interval '1 hour')
        """,
        worker.value());
  }

  TestEndpoints endpoints() {
    return endpoints;
  }

  WorkerId worker() {
    return worker;
  }

  /** A delivery of an event of its own. */
  DeliveryId delivery(UUID endpoint, DeliveryState state) {
    DeliveryId id = new DeliveryId(UUID.randomUUID());
    boolean sending = state.status() == DeliveryStatus.SENDING;
    jdbc.update(
        """
        INSERT INTO delivery (id, event_id, target, event_type, tenant, url, body, endpoint_id,
                              destination, status, attempt, uncounted, earlier, next_attempt_at,
                              occurred_at, worker_id, deadline_at, completed_at)
        VALUES (?, gen_random_uuid(), ?, 'job.completed', ?, 'http://a.test/', '{}', ?, ?, ?, ?, ?,
                ?, now(), now(), ?::uuid, CASE WHEN ? THEN now() + interval '1 minute' END,
                CASE WHEN ? THEN now() END)
        """,
        id.value(),
        endpoint.toString(),
        TestBed.TENANT.value(),
        endpoint,
        endpoint.toString(),
        state.status().wireName(),
        state.attempt(),
        state.uncounted(),
        state.earlier(),
        sending ? worker.toString() : null,
        sending,
        state.status().isOver());
    return id;
  }

  DeliveryId delivery(UUID endpoint, DeliveryStatus status) {
    boolean begun = status != DeliveryStatus.PENDING && status != DeliveryStatus.HELD;
    return delivery(endpoint, new DeliveryState(status, begun ? 1 : 0, 0, 0));
  }

  /** A delivery under way. */
  Claim claimed(UUID endpoint) {
    return claimed(endpoint, 1).getFirst();
  }

  /** Deliveries under way, each of an event of its own. */
  List<Claim> claimed(UUID endpoint, int count) {
    return jdbc
        .queryForList(
            """
            INSERT INTO delivery (id, event_id, target, event_type, tenant, url, body, endpoint_id,
                                  destination, status, attempt, next_attempt_at, occurred_at,
                                  worker_id, deadline_at)
            SELECT gen_random_uuid(), gen_random_uuid(), e.id::text, 'job.completed', e.tenant,
                   e.url, '{}', e.id, e.id::text, 'sending', 1, now(), now(), ?,
                   now() + interval '1 minute'
            FROM webhook_endpoint e, generate_series(1, ?)
            WHERE e.id = ?
            RETURNING id
            """,
            UUID.class,
            worker.value(),
            count,
            endpoint)
        .stream()
        .map(id -> claimed(endpoint, new DeliveryId(id), 1))
        .toList();
  }

  Claim claimed(UUID endpoint, DeliveryId id, int attempt) {
    return new Claim(
        id,
        worker,
        attempt,
        0,
        0,
        Trigger.AUTOMATIC,
        UUID.randomUUID(),
        "job.completed",
        endpoint.toString(),
        new Target.OfEndpoint(endpoint, URL, null, List.of(new Target.SealedSecret("v1", ""))),
        new byte[0]);
  }

  DeliveryState state(DeliveryId id) {
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT status, attempt, uncounted, earlier FROM delivery WHERE id = ?",
            (row, _) ->
                new DeliveryState(
                    DeliveryStatus.ofWireName(row.getString("status")).orElseThrow(),
                    row.getInt("attempt"),
                    row.getInt("uncounted"),
                    row.getInt("earlier")),
            id.value()));
  }

  DeliveryStatus status(DeliveryId id) {
    return state(id).status();
  }

  static Settlement delivered(Claim claim) {
    return attempted(claim, new Next.Delivered());
  }

  static Settlement failed(Claim claim) {
    return attempted(claim, new Next.Retry(FailureClass.TIMEOUT, Duration.ofSeconds(7)));
  }

  static Settlement gone(Claim claim) {
    return attempted(claim, new Next.Held());
  }

  static Settlement attempted(Claim claim, Next next) {
    return new Attempted(
        claim, Instant.EPOCH, Duration.ofMillis(12), Trace.NONE, Optional.empty(), next);
  }
}
