/** The OpenAPI description of the HTTP API, and the page that shows it. */
@NullMarked
package dev.sluice.api.openapi;

import org.jspecify.annotations.NullMarked;
