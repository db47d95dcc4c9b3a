package dev.sluice.e2e.stack;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The environment variables of the services under test, except those for broker and database. */
final class ServiceSettings {
  static final String ADMIN_KEY = "slk_e2e-administrator";

  private ServiceSettings() {}

  static Map<String, String> with(URI simulator) {
    Map<String, String> variables = new HashMap<>();
    variables.put("SLUICE_RECEIPTS_KEY", key());
    variables.put("SLUICE_SECRETS_KEY", key());
    variables.put("SLUICE_ADMIN_KEY", ADMIN_KEY);
    variables.put("OPENAI_API_KEY", "simulated");
    variables.put("OPENAI_BASE_URL", simulator + "/v1");
    variables.put("ANTHROPIC_API_KEY", "simulated");
    variables.put("ANTHROPIC_BASE_URL", simulator.toString());
    // A dead worker's jobs are recovered after 6 s instead of 20 s.
    variables.put("SLUICE_LEASE_TERM", "6s");
    variables.put("SLUICE_LEASE_RENEW_EVERY", "1s");
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_LOOPBACK", "true");
    variables.put("SLUICE_WEBHOOKS_EGRESS_ALLOW_HTTP", "true");
    variables.put("SLUICE_WEBHOOKS_RETRY_DELAYS", "1s,1s,2s,2s");
    // Only tests of rate limits should reach them.
    variables.put("SLUICE_LIMITS_REQUESTS_PER_MINUTE", "1000000");
    variables.put("SLUICE_LIMITS_REQUESTS_PER_HOUR", "10000000");
    variables.put("SLUICE_LIMITS_POLLS_PER_MINUTE", "1000000");
    variables.put("SLUICE_LIMITS_TOKENS_PER_MINUTE", "1000000000");
    return variables;
  }

  private static String key() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
