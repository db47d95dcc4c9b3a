package dev.sluice.api.http.body;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A controller's parameter that is read from the query: a record whose components are the query's
 * parameters, described and bounded as those of a body are. Each may be given once, unless it is a
 * list. Other parameters of the query are ignored.
 */
@Parameter(hidden = true)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {}
