package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.EventType;
import dev.sluice.schema.JobRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param headerNames without the values, which may be credentials
 * @param secrets the valid ones, newest first
 * @param secret only in the response that creates or rotates it
 */
@Schema(name = "Webhook")
public record Endpoint(
    @Schema(description = "The webhook's id.") EndpointId id,
    @Schema(description = "Where deliveries are sent.", format = "uri") String url,
    @Schema(description = "The events that it receives.") List<EventType> events,
    @Schema(description = "For people.") @Nullable String description,
    @Schema(description = "Whether deliveries are sent.") boolean enabled,
    @Schema(
            description = "By its owner; because it answered 410; or after too many failures.",
            allowableValues = {"manual", "gone", "failing"})
        @Nullable String disabledReason,
    @Schema(description = "Since when it is disabled.") @Nullable Instant disabledAt,
    @Schema(description = "The names of its headers, without the values.") List<String> headerNames,
    @Schema(
            description = "The maximum number of attempts per second.",
            minimum = "1",
            maximum = "10000")
        @Nullable Integer rateLimitPerSecond,
    @Schema(description = "Whether `v1a` signatures are sent.") boolean asymmetricSignature,
    @Schema(description = "The secrets that sign, newest first.") List<Validity> secrets,
    @Schema(description = "When it was created.") Instant createdAt,
    @Schema(description = "When its owner last changed it.") Instant updatedAt,
    @JsonInclude(Include.NON_NULL) @Schema(hidden = true) @Nullable String secret) {

  /** When a secret signs; until it is replaced, it has no end. */
  @Schema(name = "SecretValidity")
  public record Validity(
      @Schema(description = "Since when it signs.") Instant createdAt,
      @Schema(description = "Until when; null for no end.") @Nullable Instant expiresAt) {}

  /** With the arrays {@code created} and {@code expires} of its valid secrets, newest first. */
  static Endpoint of(ResultSet row, @Nullable String secret) throws SQLException {
    return new Endpoint(
        new EndpointId(row.getObject("id", UUID.class)),
        row.getString("url"),
        // Without types that this version does not know.
        texts(row, "events").map(EventType::ofWireName).flatMap(Optional::stream).toList(),
        row.getString("description"),
        row.getBoolean("enabled"),
        row.getString("disabled_reason"),
        JobRow.instant(row, "disabled_at"),
        texts(row, "header_names").toList(),
        row.getObject("rate_limit_per_second", Integer.class),
        row.getBoolean("asymmetric_signature"),
        validities(row),
        requireNonNull(JobRow.instant(row, "created_at")),
        requireNonNull(JobRow.instant(row, "updated_at")),
        secret);
  }

  private static Stream<String> texts(ResultSet row, String column) throws SQLException {
    return Stream.of((String[]) row.getArray(column).getArray());
  }

  private static List<Validity> validities(ResultSet row) throws SQLException {
    List<Validity> validities = new ArrayList<>();
    Array created = row.getArray("created");
    if (created != null) {
      Timestamp[] from = (Timestamp[]) created.getArray();
      @Nullable Timestamp[] until = (Timestamp[]) row.getArray("expires").getArray();
      for (int i = 0; i < from.length; i++) {
        validities.add(
            new Validity(from[i].toInstant(), until[i] == null ? null : until[i].toInstant()));
      }
    }
    return validities;
  }

  /** Omits the secret and the URL. */
  @Override
  public String toString() {
    return "Endpoint[" + id + "]";
  }
}
