package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sluice has disabled a webhook endpoint: the event {@code webhook.disabled}. Its data is {@code
 * {"webhook_id","url","reason","failures","failing_since","disabled_at"}}.
 *
 * @param url as registered; announced without its query, which may carry a credential
 * @param failures attempts in a row that failed, as far as they were counted
 * @param failingSince when the first of them did; absent for none
 */
public record WebhookDisabled(
    UUID endpoint,
    TenantId tenant,
    String url,
    Reason reason,
    int failures,
    @Nullable Instant failingSince,
    Instant disabledAt) {

  /** Why. */
  public enum Reason {
    /** It answered 410. */
    GONE,
    /** Too many failures in a row for too long. */
    FAILING;

    /** The name on the wire and in the database. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The type on the wire. */
  public static final String TYPE = "webhook.disabled";

  private record Data(
      UUID webhookId,
      String url,
      String reason,
      int failures,
      @Nullable Instant failingSince,
      Instant disabledAt) {}

  public WebhookDisabled {
    requireNonNull(endpoint);
    requireNonNull(tenant);
    requireNonNull(url);
    requireNonNull(reason);
    requireNonNull(disabledAt);
  }

  /**
   * As it goes through the outbox. The id follows from the endpoint and the time, so announcing the
   * same transition twice gives the same event.
   */
  public OutboxEvent announcement() {
    String identity = endpoint + "/" + disabledAt + "/" + TYPE;
    return new OutboxEvent(
        UUID.nameUUIDFromBytes(identity.getBytes(UTF_8)),
        TYPE,
        endpoint,
        tenant,
        disabledAt,
        Json.mapper()
            .writeValueAsBytes(
                new Data(
                    endpoint,
                    withoutQuery(),
                    reason.wireName(),
                    failures,
                    failingSince,
                    disabledAt)));
  }

  private String withoutQuery() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  /** Never shows the query. */
  @Override
  public String toString() {
    return "WebhookDisabled[" + endpoint + ", " + reason.wireName() + "]";
  }
}
