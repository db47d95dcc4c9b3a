package dev.sluice.provider;

import java.util.List;

/** The configured providers and their models. Thread-safe. */
public interface ProviderCatalog {

  /** The names of the providers that have an address or credentials, in order. */
  List<String> providers();

  /** The models that the configuration routes by name, without a wildcard, to such a provider. */
  List<String> namedModels();

  /**
   * Lists the models of a provider that the configuration routes to it. Blocks up to the deadline,
   * roughly; never throws for anything that a provider can do.
   *
   * @param provider one of {@link #providers}
   */
  ModelListing models(String provider, Deadline deadline);
}
