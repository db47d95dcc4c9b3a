package dev.sluice.api.http.access;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.ErrorWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/**
 * Says no: in the error shape and, to whom a bearer token was refused, with the challenge of <a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>. Why a token is
 * not valid is nobody's business but the operator's.
 */
final class Refusals {

  static final ApiError DENIED = ErrorCode.ACCESS_DENIED.error();

  private static final ApiError MISSING = ErrorCode.MISSING_CREDENTIALS.error();

  private static final ApiError INVALID = ErrorCode.INVALID_CREDENTIALS.error();

  private static final ApiError UNAVAILABLE = ErrorCode.AUTHENTICATION_UNAVAILABLE.error();

  private Refusals() {}

  /** To who shows nothing. */
  static void missing(HttpServletResponse response) throws IOException {
    ErrorWriter.write(response, MISSING);
  }

  /** To who shows something that is worth nothing. */
  static void invalid(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (Credentials.areBearer(request)) {
      challenge(response, "error=\"invalid_token\"");
    }
    ErrorWriter.write(response, INVALID);
  }

  static void unavailable(HttpServletResponse response) throws IOException {
    ErrorWriter.write(response, UNAVAILABLE);
  }

  /** To a known caller who lacks what the rule for this request asks for. */
  static void denied(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var need = AccessRules.of(request).map(AccessRule::need).orElse(null);
    if (!(need instanceof AccessRule.Held(var scope))) {
      ErrorWriter.write(response, DENIED);
      return;
    }
    if (Credentials.areBearer(request)) {
      challenge(response, "error=\"insufficient_scope\", scope=\"" + scope.wireName() + "\"");
    }
    ErrorWriter.write(response, ErrorCode.INSUFFICIENT_SCOPE.error(scope.wireName()));
  }

  private static void challenge(HttpServletResponse response, String error) {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, ErrorWriter.CHALLENGE + ", " + error);
  }
}
