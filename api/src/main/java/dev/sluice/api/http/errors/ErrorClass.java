package dev.sluice.api.http.errors;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The class of an error, by its status. */
enum ErrorClass {
  INVALID_REQUEST,
  AUTHENTICATION_ERROR,
  PERMISSION_DENIED,
  NOT_FOUND,
  CONFLICT,
  RATE_LIMIT_EXCEEDED,
  PROVIDER_ERROR,
  PROVIDER_TIMEOUT,
  SERVICE_UNAVAILABLE,
  INTERNAL_ERROR;

  static ErrorClass of(int status) {
    return switch (status) {
      case 401 -> AUTHENTICATION_ERROR;
      case 403 -> PERMISSION_DENIED;
      case 404 -> NOT_FOUND;
      case 409 -> CONFLICT;
      case 429 -> RATE_LIMIT_EXCEEDED;
      case 502 -> PROVIDER_ERROR;
      case 503 -> SERVICE_UNAVAILABLE;
      case 504 -> PROVIDER_TIMEOUT;
      default -> status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    };
  }

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
