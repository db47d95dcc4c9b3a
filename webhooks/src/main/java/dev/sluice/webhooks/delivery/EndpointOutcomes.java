package dev.sluice.webhooks.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What attempts showed of one endpoint at one URL; outcomes at an earlier URL do not count.
 *
 * @param succeeded whether an attempt succeeded, which ends the earlier failures
 * @param failures since the last success
 * @param gone whether it answered 410
 */
record EndpointOutcomes(Key key, boolean succeeded, int failures, boolean gone) {

  record Key(UUID endpoint, String url) {

    /** Omits the URL, which may contain credentials. */
    @Override
    public String toString() {
      return endpoint.toString();
    }
  }

  /** Reduces settlements, in order, to one entry for each endpoint that had an outcome. */
  static List<EndpointOutcomes> of(List<DeliverySettlement> settlements) {
    Map<Key, EndpointOutcomes> outcomes = new LinkedHashMap<>();
    for (DeliverySettlement settlement : settlements) {
      UUID endpoint = settlement.claim().endpoint();
      boolean delivered = settlement.status() == DeliveryStatus.DELIVERED;
      if (endpoint != null && (delivered || settlement.endpointFailed())) {
        Key key = new Key(endpoint, settlement.claim().url());
        boolean gone = settlement.status() == DeliveryStatus.HELD;
        outcomes.merge(
            key,
            new EndpointOutcomes(key, delivered, delivered ? 0 : 1, gone),
            EndpointOutcomes::then);
      }
    }
    return List.copyOf(outcomes.values());
  }

  UUID endpoint() {
    return key.endpoint();
  }

  /** These outcomes followed by later ones. */
  EndpointOutcomes then(EndpointOutcomes later) {
    return new EndpointOutcomes(
        key,
        succeeded || later.succeeded,
        later.succeeded ? later.failures : failures + later.failures,
        gone || later.gone);
  }
}
