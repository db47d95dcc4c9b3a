package dev.sluice.api.access;

import dev.sluice.api.errors.ApiError;

/** Whether it is known who is calling. */
sealed interface Identification {

  /** It is. */
  record Known(Caller caller) implements Identification {}

  /** The request shows nothing. */
  record Missing() implements Identification {}

  /** What the request shows is not valid. */
  record Refused() implements Identification {}

  /** It cannot be found out at the moment. */
  record Unavailable() implements Identification {}

  /** The answer to a request that needs a known caller. */
  static ApiError refusal(Identification identification) {
    return switch (identification) {
      case Known _, Missing _ ->
          ApiError.of(
              401,
              "missing_credentials",
              "An API key is required, in X-API-Key or as a bearer token.");
      case Refused _ ->
          ApiError.of(401, "invalid_credentials", "The credentials are not valid or have expired.");
      case Unavailable _ ->
          ApiError.unavailable(
              "authentication_unavailable", "Credentials cannot be checked at the moment.");
    };
  }
}
