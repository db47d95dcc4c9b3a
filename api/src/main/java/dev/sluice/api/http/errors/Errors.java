package dev.sluice.api.http.errors;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The errors of an endpoint or controller that do not follow from its credentials, parameters and
 * body types, for the API's description.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Errors {
  ErrorCode[] value();
}
