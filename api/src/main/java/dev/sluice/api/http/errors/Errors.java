package dev.sluice.api.http.errors;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The errors of an endpoint, or of all of a controller, for the description; without those that
 * follow from its credentials, its parameters and the types of its bodies.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Errors {
  ErrorCode[] value();
}
