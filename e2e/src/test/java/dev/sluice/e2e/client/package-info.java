/** Clients of the API. */
@NullMarked
package dev.sluice.e2e.client;

import org.jspecify.annotations.NullMarked;
