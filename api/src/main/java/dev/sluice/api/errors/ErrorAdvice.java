package dev.sluice.api.errors;

import dev.sluice.api.stored.DatabaseAwayException;
import dev.sluice.wire.InvalidFieldException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Whatever a request ends with on its way through Spring MVC, in the error shape. */
@RestControllerAdvice
class ErrorAdvice {

  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  /** Writes past content negotiation: an error is JSON, whatever the caller accepts. */
  @ExceptionHandler(Exception.class)
  void handle(Exception failure, HttpServletResponse response) throws IOException {
    if (failure instanceof ErrorResponse framework) {
      // Allow of 405, Accept of 415, and the like.
      framework
          .getHeaders()
          .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    }
    ErrorWriter.write(response, error(failure));
  }

  private static ApiError error(Exception failure) {
    return switch (failure) {
      case ApiException exception -> exception.error();
      case InvalidFieldException invalid ->
          ApiError.invalid("validation_error", invalid.getMessage(), invalid.param());
      case DatabaseAwayException _ ->
          ApiError.unavailable("database_unavailable", "The database is not available.");
      case ErrorResponse framework -> ApiError.ofStatus(framework.getStatusCode().value());
      case InvalidParameterException _, ClientAbortException _ -> ApiError.ofStatus(400);
      default -> unexpected(failure);
    };
  }

  private static ApiError unexpected(Exception failure) {
    log.error("a request failed unexpectedly", failure);
    return ApiError.ofStatus(500);
  }
}
