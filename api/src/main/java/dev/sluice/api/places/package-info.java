/** Bounded places for what lasts, shared fairly by tenants. */
@NullMarked
package dev.sluice.api.places;

import org.jspecify.annotations.NullMarked;
