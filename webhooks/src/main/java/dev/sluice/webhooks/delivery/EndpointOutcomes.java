package dev.sluice.webhooks.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What attempts say of one endpoint at one URL: what it had before it was changed says nothing of
 * the one it has now.
 *
 * @param succeeded whether there was a success, which ends what failed before
 * @param failures failures since the last success, or of all
 * @param gone whether it answered 410
 */
record EndpointOutcomes(Key key, boolean succeeded, int failures, boolean gone) {

  /** An endpoint, as long as it has this URL. */
  record Key(UUID endpoint, String url) {

    /** Never shows the URL, which may carry a credential. */
    @Override
    public String toString() {
      return endpoint.toString();
    }
  }

  /** Reduces settlements, in their order, to one entry for each endpoint that had an outcome. */
  static List<EndpointOutcomes> of(List<SettlementRow> settlements) {
    Map<Key, EndpointOutcomes> outcomes = new LinkedHashMap<>();
    for (SettlementRow settlement : settlements) {
      if (settlement.claim().target() instanceof Target.OfEndpoint target) {
        Key key = new Key(target.endpoint(), target.url());
        EndpointOutcomes before =
            outcomes.getOrDefault(key, new EndpointOutcomes(key, false, 0, false));
        outcomes.put(key, before.then(settlement));
      }
    }
    return outcomes.values().stream().filter(EndpointOutcomes::saysAnything).toList();
  }

  UUID endpoint() {
    return key.endpoint();
  }

  private EndpointOutcomes then(SettlementRow settlement) {
    if (settlement.status() == DeliveryStatus.DELIVERED) {
      return new EndpointOutcomes(key, true, 0, gone);
    }
    boolean isGone = gone || settlement.status() == DeliveryStatus.HELD;
    return settlement.endpointFailed()
        ? new EndpointOutcomes(key, succeeded, failures + 1, isGone)
        : this;
  }

  /** These, and what came after them. */
  EndpointOutcomes then(EndpointOutcomes later) {
    return new EndpointOutcomes(
        key,
        succeeded || later.succeeded,
        later.succeeded ? later.failures : failures + later.failures,
        gone || later.gone);
  }

  private boolean saysAnything() {
    return succeeded || failures > 0;
  }
}
