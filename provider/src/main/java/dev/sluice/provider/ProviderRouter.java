package dev.sluice.provider;

/**
 * The provider that callers use: it sends each call to the provider that the configuration names
 * for the call's model. A model without a route ends in {@code model_not_routed}, a provider
 * without credentials in {@code provider_not_configured}, both permanent.
 */
public interface ProviderRouter extends Provider {

  /** The provider's name that a call for this model goes to, for logs; {@code none} without one. */
  String providerName(String model);
}
