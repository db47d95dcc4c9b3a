package dev.sluice.api.http.access;

import dev.sluice.api.keys.KeyLimits;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import java.util.Set;

/** An identified caller. */
public record Caller(TenantId tenant, Set<Scope> scopes, KeyLimits limits) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }
}
