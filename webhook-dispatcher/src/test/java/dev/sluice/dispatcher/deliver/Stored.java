package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.lease.WorkerId;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deliveries to endpoints in whatever state a test needs, without a dispatcher around them. */
final class Stored {

  /** Where the endpoints are that claims of this class lead to. */
  static final String URL = "http://a.test/hook?token=hidden";

  /** The columns that a transition changes. */
  record State(DeliveryStatus status, int attempt, int uncounted, int earlier) {}

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
  DeliveryId delivery(UUID endpoint, State state) {
    DeliveryId id = new DeliveryId(UUID.randomUUID());
    boolean sending = state.status() == DeliveryStatus.SENDING;
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, tenant, url, endpoint_id,
                                destination, status, attempt, uncounted, earlier, next_attempt_at,
                                worker_id, deadline_at, completed_at)
          VALUES (?, gen_random_uuid(), ?, 'job.completed', ?, 'http://a.test/', ?, ?, ?, ?, ?,
                  ?, now(), ?::uuid, CASE WHEN ? THEN now() + interval '1 minute' END,
                  CASE WHEN ? THEN now() END)
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
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
        isOver(state.status()));
    return id;
  }

  DeliveryId delivery(UUID endpoint, DeliveryStatus status) {
    boolean begun = status != DeliveryStatus.PENDING && status != DeliveryStatus.HELD;
    return delivery(endpoint, new State(status, begun ? 1 : 0, 0, 0));
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
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, tenant, url, endpoint_id,
                                    destination, status, attempt, next_attempt_at,
                                    worker_id, deadline_at)
              SELECT gen_random_uuid(), gen_random_uuid(), e.id::text, 'job.completed', e.tenant,
                     e.url, e.id, e.id::text, 'sending', 1, now(), ?,
                     now() + interval '1 minute'
              FROM webhook_endpoint e, generate_series(1, ?)
              WHERE e.id = ?
              RETURNING id, event_id, tenant
            ), event AS (
              INSERT INTO webhook_event (id, tenant, occurred_at, body)
              SELECT event_id, tenant, now(), '{}' FROM stored
            )
            SELECT id FROM stored
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
        new ClaimRequest(endpoint.toString(), endpoint, 0, 1, false, 0),
        id,
        worker,
        attempt,
        0,
        0,
        "automatic",
        UUID.randomUUID(),
        "job.completed",
        URL,
        endpoint.toString(),
        null,
        List.of(new Claim.SealedSecret("v1", "")),
        new byte[0]);
  }

  State state(DeliveryId id) {
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT status, attempt, uncounted, earlier FROM delivery WHERE id = ?",
            (row, _) ->
                new State(
                    DeliveryStatus.ofWireName(row.getString("status")).orElseThrow(),
                    row.getInt("attempt"),
                    row.getInt("uncounted"),
                    row.getInt("earlier")),
            id.value()));
  }

  DeliveryStatus status(DeliveryId id) {
    return state(id).status();
  }

  static DeliverySettlement delivered(Claim claim) {
    return settlement(claim, DeliveryStatus.DELIVERED, null, null);
  }

  static DeliverySettlement failed(Claim claim) {
    return failed(claim, Duration.ofSeconds(7));
  }

  static DeliverySettlement failed(Claim claim, Duration retryIn) {
    return settlement(claim, DeliveryStatus.PENDING, retryIn, FailureClass.TIMEOUT);
  }

  static DeliverySettlement failedForGood(Claim claim) {
    return settlement(claim, DeliveryStatus.FAILED, null, FailureClass.TIMEOUT);
  }

  static DeliverySettlement gone(Claim claim) {
    return settlement(claim, DeliveryStatus.HELD, null, FailureClass.HTTP_STATUS);
  }

  /** As if the attempt failed for a reason of our own. */
  static DeliverySettlement notSent(Claim claim) {
    return new DeliverySettlement(
        claim,
        Instant.EPOCH,
        Duration.ZERO,
        AttemptOutcome.failed(FailureClass.INVALID, Trace.NONE),
        DeliveryStatus.FAILED,
        null,
        false);
  }

  private static DeliverySettlement settlement(
      Claim claim,
      DeliveryStatus status,
      @Nullable Duration retryIn,
      @Nullable FailureClass failure) {
    Response response = new Response(200, new byte[] {0, 1, -1}, false);
    return new DeliverySettlement(
        claim,
        Instant.EPOCH,
        Duration.ofMillis(12),
        new AttemptOutcome(failure, response, null, Trace.NONE),
        status,
        retryIn,
        failure != null);
  }

  /** Whether {@code completed_at} is set. */
  static boolean isOver(DeliveryStatus status) {
    return switch (status) {
      case DELIVERED, FAILED, DISCARDED -> true;
      case PENDING, SENDING, HELD -> false;
    };
  }
}
