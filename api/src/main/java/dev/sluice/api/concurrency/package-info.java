/** Bounded slots for long requests, shared fairly among tenants, and the polls that serve them. */
@NullMarked
package dev.sluice.api.concurrency;

import org.jspecify.annotations.NullMarked;
