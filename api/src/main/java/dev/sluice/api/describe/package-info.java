/** The OpenAPI description of the HTTP API, and the page that shows it. */
@NullMarked
package dev.sluice.api.describe;

import org.jspecify.annotations.NullMarked;
