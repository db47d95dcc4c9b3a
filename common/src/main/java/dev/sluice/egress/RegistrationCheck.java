package dev.sluice.egress;

import java.net.UnknownHostException;

/**
 * The check of a URL when it is registered: what {@link EgressPolicy#check} refuses, and names that
 * lead to blocked addresses only. A courtesy to whoever registers it, and not what protects: names
 * may lead elsewhere a moment later, so the sender judges each address that it connects to. A name
 * for which the DNS has no answer, or none in time, passes.
 *
 * <p>Waits for the DNS at most as long as its lookup does; call it on a thread that may wait.
 */
public final class RegistrationCheck {

  private final EgressPolicy policy;
  private final BoundedLookup lookup;

  public RegistrationCheck(EgressPolicy policy, BoundedLookup lookup) {
    this.policy = policy;
    this.lookup = lookup;
  }

  /** Judges; an interrupt ends the wait and is left set. */
  public UrlCheck check(String url) {
    return switch (policy.check(url)) {
      case UrlCheck.Refused refused -> refused;
      case UrlCheck.Usable usable ->
          leadsSomewhere(usable.destination())
              ? usable
              : new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS);
    };
  }

  private boolean leadsSomewhere(Destination destination) {
    if (destination.literal().isPresent()) {
      return true;
    }
    try {
      return lookup.addresses(destination.host()).stream()
          .anyMatch(address -> policy.allows(destination, address));
    } catch (UnknownHostException _) {
      // It may be known later.
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
