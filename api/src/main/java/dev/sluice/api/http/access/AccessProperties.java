package dev.sluice.api.http.access;

import dev.sluice.job.TenantId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param adminKey a bootstrap key with every scope that works without a database; at least 16
 *     characters, empty for none
 * @param adminTenant the tenant whose jobs that key submits and sees
 * @param anonymous whether callers without credentials are accepted, as tenant {@code anonymous}
 * @param oauth2 how access tokens are read, where an issuer is configured
 */
@ConfigurationProperties(prefix = "sluice.security", ignoreUnknownFields = false)
record AccessProperties(
    @DefaultValue("") String adminKey,
    @DefaultValue("admin") String adminTenant,
    @DefaultValue("deny") Anonymous anonymous,
    @DefaultValue TokenProperties oauth2) {

  private static final int MIN_ADMIN_KEY = 16;

  enum Anonymous {
    ALLOW,
    DENY
  }

  AccessProperties {
    if (!adminKey.isEmpty() && adminKey.length() < MIN_ADMIN_KEY) {
      throw new IllegalArgumentException(
          "sluice.security.admin-key must have at least %d characters".formatted(MIN_ADMIN_KEY));
    }
  }

  TenantId admin() {
    return new TenantId(adminTenant);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "AccessProperties[anonymous=" + anonymous + "]";
  }
}
