package dev.sluice.api.deliveries;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;

/** The answer for a delivery that the caller does not have. */
final class UnknownDelivery {

  private UnknownDelivery() {}

  static ApiException exception() {
    return new ApiException(ApiError.of(404, "delivery_not_found", "Delivery not found"));
  }
}
