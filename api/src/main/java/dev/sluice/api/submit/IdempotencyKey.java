package dev.sluice.api.submit;

import dev.sluice.api.http.errors.ErrorCode;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header that makes repeated submissions one job. */
public final class IdempotencyKey {

  public static final String HEADER = "Idempotency-Key";

  /** Describes the header of an operation. */
  @Parameter(
      in = ParameterIn.HEADER,
      name = HEADER,
      description = "Requests with the same key are accepted once.",
      schema =
          @Schema(type = "string", minLength = 1, maxLength = 255, pattern = "^[\\x21-\\x7E]+$"))
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Accepted {}

  private static final Pattern VALID = Pattern.compile("[\\x21-\\x7E]{1,255}");

  private IdempotencyKey() {}

  /** The request's key; empty if it has none. */
  public static Optional<String> of(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(HEADER));
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || !VALID.matcher(values.getFirst()).matches()) {
      throw ErrorCode.INVALID_IDEMPOTENCY_KEY.exception();
    }
    return Optional.of(values.getFirst());
  }
}
