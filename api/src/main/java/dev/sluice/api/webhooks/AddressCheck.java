package dev.sluice.api.webhooks;

import java.util.Optional;

/**
 * Says at registration which addresses are no use, so that a mistake shows at once. The dispatcher
 * checks again whenever it sends, and does not trust this.
 */
interface AddressCheck {

  /**
   * Why an endpoint may not lead to this URL, as a rule that follows the name of a field, e.g.
   * {@code must name a host.}; empty where it may. Never repeats the URL. Bounded in time.
   */
  Optional<String> refusal(String url);
}
