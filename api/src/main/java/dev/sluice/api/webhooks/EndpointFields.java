package dev.sluice.api.webhooks;

import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.egress.UrlCheck;
import dev.sluice.job.EventType;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.InvalidFieldException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings that are given when an endpoint is created and when it is changed. */
interface EndpointFields {

  @Nullable String url();

  @Nullable List<EventType> events();

  @Nullable String description();

  @Nullable Map<String, String> headers();

  @Nullable Integer rateLimitPerSecond();

  @Nullable Boolean enabled();

  @Nullable Boolean asymmetricSignature();

  /**
   * The settings, with the rules checked that are no constraints of one field.
   *
   * @throws InvalidFieldException where one is broken
   */
  default EndpointSettings settings(RegistrationCheck addresses) {
    String url = url();
    String description = description();
    List<EventType> events = events();
    if (url != null && addresses.check(url) instanceof UrlCheck.Refused(var refusal)) {
      throw InvalidFieldException.of("url", refusal.rule());
    }
    if (description != null && description.indexOf('\0') >= 0) {
      throw InvalidFieldException.of("description", "must not contain NUL.");
    }
    checkHeaderNames(headers());
    return new EndpointSettings(
        url,
        events == null ? null : Set.copyOf(events),
        description,
        headers(),
        rateLimitPerSecond(),
        enabled(),
        asymmetricSignature());
  }

  private static void checkHeaderNames(@Nullable Map<String, String> headers) {
    Set<String> seen = new HashSet<>();
    for (String name : headers == null ? Set.<String>of() : headers.keySet()) {
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
