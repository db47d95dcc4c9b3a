package dev.sluice.api.submit;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the header of {@link IdempotencyKey}. */
@Parameter(
    in = ParameterIn.HEADER,
    name = IdempotencyKey.HEADER,
    description = "Requests with the same key are accepted once.",
    schema = @Schema(type = "string", minLength = 1, maxLength = 255, pattern = "^[\\x21-\\x7E]+$"))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Idempotent {}
