package dev.sluice.api.list;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameters of {@link PageQuery}. */
@Parameter(
    in = ParameterIn.QUERY,
    name = "limit",
    description = "The maximum number of items of a page.",
    schema =
        @Schema(
            type = "integer",
            minimum = "1",
            maximum = "" + PageQuery.MAX_LIMIT,
            defaultValue = "" + PageQuery.DEFAULT_LIMIT))
@Parameter(
    in = ParameterIn.QUERY,
    name = "cursor",
    description = "The `next_cursor` of the previous page.",
    schema = @Schema(type = "string"))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Paged {}
