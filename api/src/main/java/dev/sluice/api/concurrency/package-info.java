/** Bounded places for what lasts, shared fairly by tenants. */
@NullMarked
package dev.sluice.api.concurrency;

import org.jspecify.annotations.NullMarked;
