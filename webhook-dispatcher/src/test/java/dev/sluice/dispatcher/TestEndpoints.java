package dev.sluice.dispatcher;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.Json;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Registered endpoints, as the api would store and change them. */
public final class TestEndpoints {

  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final JdbcTemplate jdbc;
  private final SecretBox secrets;

  public TestEndpoints(TestBed bed) {
    this.jdbc = bed.jdbc();
    String key = requireNonNull(bed.properties().get("sluice.secrets.key"));
    this.secrets = new SecretBox(new SecretProperties(key), new SecureRandom());
  }

  /** One that is there since long ago, for completed jobs, with one secret. */
  public UUID add(String url) {
    return add(url, EventType.COMPLETED);
  }

  public UUID add(String url, EventType... events) {
    UUID endpoint = UUID.randomUUID();
    jdbc.update(
        """
        INSERT INTO webhook_endpoint (id, tenant, url, events, created_at, updated_at)
        VALUES (?, ?, ?, ?, 'epoch', 'epoch')
        """,
        endpoint,
        TestBed.TENANT.value(),
        url,
        Stream.of(events).map(EventType::wireName).toArray(String[]::new));
    secret(endpoint, SECRET);
    return endpoint;
  }

  /** A further secret, younger than those before. */
  public void secret(UUID endpoint, String secret) {
    jdbc.update(
        """
        INSERT INTO endpoint_secret (id, endpoint_id, kind, sealed, created_at)
        VALUES (uuidv7(), ?, 'v1', ?, clock_timestamp())
        """,
        endpoint,
        secrets.seal(secret, endpoint.toString()));
  }

  /** Moves the expiry of the oldest secret to so far from now, e.g. {@code -1 second}. */
  public void expireOldestSecret(UUID endpoint, String in) {
    jdbc.update(
        """
        UPDATE endpoint_secret SET expires_at = now() + ?::interval
        WHERE id = (SELECT id FROM endpoint_secret WHERE endpoint_id = ?
                    ORDER BY created_at LIMIT 1)
        """,
        in,
        endpoint);
  }

  public void headers(UUID endpoint, Map<String, String> headers) {
    jdbc.update(
        "UPDATE webhook_endpoint SET headers = ?, header_names = ? WHERE id = ?",
        secrets.seal(Json.mapper().writeValueAsString(headers), endpoint.toString()),
        headers.keySet().toArray(String[]::new),
        endpoint);
  }

  public void disable(UUID endpoint) {
    jdbc.update(
        """
        UPDATE webhook_endpoint
        SET enabled = false, disabled_reason = 'manual', disabled_at = now(), updated_at = now()
        WHERE id = ?
        """,
        endpoint);
  }

  public void enable(UUID endpoint) {
    jdbc.update(
        """
        UPDATE webhook_endpoint
        SET enabled = true, disabled_reason = NULL, disabled_at = NULL, updated_at = now()
        WHERE id = ?
        """,
        endpoint);
  }

  public void delete(UUID endpoint) {
    jdbc.update("UPDATE webhook_endpoint SET deleted_at = now() WHERE id = ?", endpoint);
  }

  /** {@code manual}, {@code gone}, {@code failing}, or {@code enabled}. */
  public String state(UUID endpoint) {
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT coalesce(disabled_reason, 'enabled') FROM webhook_endpoint WHERE id = ?",
            String.class,
            endpoint));
  }

  /** How its delivery of this event stands; {@code none} where there is none. */
  public String status(UUID endpoint, JobEvent event) {
    List<String> found =
        jdbc.queryForList(
            "SELECT status FROM delivery WHERE event_id = ? AND endpoint_id = ?",
            String.class,
            event.eventId(),
            endpoint);
    return found.isEmpty() ? "none" : found.getFirst();
  }

  /** The log of its attempts, of all events, in the order in which they began. */
  public List<Map<String, Object>> attempts(UUID endpoint) {
    return jdbc.queryForList(
        """
        SELECT a.* FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
        WHERE d.endpoint_id = ? ORDER BY a.started_at, a.attempt
        """,
        endpoint);
  }

  /** Events about it that wait to be published: type, tenant and data. */
  public List<Map<String, Object>> announced(UUID endpoint) {
    return jdbc.queryForList(
        """
        SELECT type, tenant, event_id, convert_from(data, 'UTF8') AS data FROM outbox
        WHERE subject = ? ORDER BY id
        """,
        endpoint);
  }

  /** Failures in a row; zero for none. */
  public int failures(UUID endpoint) {
    return jdbc
        .queryForList(
            "SELECT failures FROM endpoint_failing WHERE endpoint_id = ?", Integer.class, endpoint)
        .stream()
        .findFirst()
        .orElse(0);
  }
}
