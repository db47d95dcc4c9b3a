package dev.sluice.api.http.errors;

import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.wire.InvalidFieldException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns exceptions of Spring MVC and its handlers into error responses. */
@RestControllerAdvice
class ErrorAdvice {

  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  /** Errors are JSON, whatever the Accept header says. */
  @ExceptionHandler(Exception.class)
  void handle(Exception failure, HttpServletResponse response) throws IOException {
    if (clientDisconnected(failure)) {
      log.debug("the client disconnected before its response was complete");
      return;
    }
    if (failure instanceof ErrorResponse framework) {
      // E.g. Allow of 405 and Accept of 415.
      framework
          .getHeaders()
          .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    }
    ErrorWriter.write(response, error(failure));
  }

  private static ApiError error(Exception failure) {
    return switch (failure) {
      case ApiException exception -> exception.error();
      case InvalidFieldException invalid -> ApiError.of(invalid);
      case RefusedException refused -> ApiError.of(refused);
      case DatabaseUnavailableException _ -> ErrorCode.DATABASE_UNAVAILABLE.error();
      case HttpMediaTypeNotSupportedException unsupported ->
          ErrorCode.UNSUPPORTED_MEDIA_TYPE.error(names(unsupported));
      case HttpMediaTypeNotAcceptableException unacceptable ->
          ErrorCode.NOT_ACCEPTABLE.error(names(unacceptable));
      case ErrorResponse framework -> ApiError.ofStatus(framework.getStatusCode().value());
      // The firewall checks parameters and headers when they are first read.
      case RequestRejectedException _, InvalidParameterException _, ClientAbortException _ ->
          ApiError.ofStatus(400);
      default -> unexpected(failure);
    };
  }

  /** Spring throws this for the response only; other broken connections are server errors. */
  private static boolean clientDisconnected(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AsyncRequestNotUsableException) {
        return true;
      }
    }
    return false;
  }

  private static String names(HttpMediaTypeException failure) {
    return failure.getSupportedMediaTypes().stream()
        .map(MediaType::toString)
        .collect(Collectors.joining(" or "));
  }

  private static ApiError unexpected(Exception failure) {
    log.error("a request failed unexpectedly", failure);
    return ApiError.ofStatus(500);
  }
}
