package dev.sluice.egress;

import java.net.UnknownHostException;

/**
 * Checks a URL when it is registered: refuses what {@link EgressPolicy#check} refuses, and names
 * that have only blocked addresses. This gives early feedback but no protection, since the
 * addresses of a name may change; the sender checks each address that it connects to. A name that
 * cannot be resolved in time is accepted.
 *
 * <p>Blocks for at most the limit of its lookup.
 */
public final class RegistrationCheck {

  private final EgressPolicy policy;
  private final BoundedLookup lookup;

  public RegistrationCheck(EgressPolicy policy, BoundedLookup lookup) {
    this.policy = policy;
    this.lookup = lookup;
  }

  /** An interrupt ends the wait and is left set. */
  public UrlCheck check(String url) {
    return switch (policy.check(url)) {
      case UrlCheck.Refused refused -> refused;
      case UrlCheck.Usable usable ->
          isReachable(usable.destination())
              ? usable
              : new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS);
    };
  }

  private boolean isReachable(Destination destination) {
    if (destination.literal().isPresent()) {
      return true;
    }
    try {
      return lookup.addresses(destination.host()).stream()
          .anyMatch(address -> policy.allows(destination, address));
    } catch (UnknownHostException _) {
      // It may be resolvable later.
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
