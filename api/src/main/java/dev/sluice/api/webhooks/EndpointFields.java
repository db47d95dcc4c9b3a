package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.egress.UrlCheck;
import dev.sluice.job.EventType;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/**
 * The settings that are optional both when an endpoint is created and when it is changed. Lengths
 * of text count code points.
 */
record EndpointFields(
    @JsonInclude(Include.NON_NULL)
        @Schema(
            description =
                "The events to receive. A new webhook receives `job.completed` and `job.failed` by"
                    + " default.")
        @Size(min = 1, max = 4)
        @UniqueElements
        @Nullable List<@NotNull EventType> events,
    @Schema(description = "For people, without NUL.", requiredMode = RequiredMode.NOT_REQUIRED)
        @Size(max = 512)
        @Nullable String description,
    @Schema(
            description = "Extra headers of each delivery, except those that Sluice sets itself.",
            maxProperties = EndpointFields.MAX_HEADERS,
            requiredMode = RequiredMode.NOT_REQUIRED)
        @Size(max = EndpointFields.MAX_HEADERS)
        @Nullable
            Map<
                @Size(min = 1, max = ExtraHeaderRules.MAX_NAME)
                @Pattern(
                    regexp = EndpointFields.HEADER_NAME,
                    message = "must have header names (tokens of RFC 9110)")
                String,
                @NotNull @Size(max = 1024)
                @Pattern(
                    regexp = EndpointFields.HEADER_VALUE,
                    message = "must be visible ASCII, with spaces only inside")
                String>
            headers,
    @Schema(
            description =
                "The maximum number of attempts per second. Null, the default of a new webhook,"
                    + " means unlimited.",
            requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(10_000)
        @Nullable Integer rateLimitPerSecond,
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "Whether deliveries are sent; they are held while it is false.")
        @Nullable Boolean enabled,
    @JsonInclude(Include.NON_NULL)
        @Schema(
            description =
                "Whether deliveries have a `v1a` signature (ed25519) in addition to `v1`.")
        @Nullable Boolean asymmetricSignature) {

  static final int MAX_HEADERS = 10;

  /** A token of RFC 9110, 5.6.2. */
  static final String HEADER_NAME = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

  /** Visible ASCII characters, with spaces between them only. */
  static final String HEADER_VALUE = "^([!-~]([ -~]*[!-~])?)?$";

  /**
   * The settings, with the rules checked that are no constraints of one field.
   *
   * @throws InvalidFieldException where one is broken
   */
  EndpointSettings settings(@Nullable String url, RegistrationCheck addresses) {
    if (url != null && addresses.check(url) instanceof UrlCheck.Refused(var refusal)) {
      throw InvalidFieldException.of("url", refusal.rule());
    }
    if (description != null && description.indexOf('\0') >= 0) {
      throw InvalidFieldException.of("description", "must not contain NUL.");
    }
    if (headers != null) {
      checkHeaderNames(headers.keySet());
    }
    return new EndpointSettings(
        url,
        events == null ? null : Set.copyOf(events),
        description,
        headers,
        rateLimitPerSecond,
        enabled,
        asymmetricSignature);
  }

  private static void checkHeaderNames(Set<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (ExtraHeaderRules.isReserved(name)) {
        throw InvalidFieldException.of(
            "headers." + name, "is set by Sluice or its connection, and cannot be given.");
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw InvalidFieldException.of("headers", "must have each name once, in whatever case.");
      }
    }
  }
}
