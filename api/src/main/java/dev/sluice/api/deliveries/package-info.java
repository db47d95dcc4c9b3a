/** What became of a job's webhooks. */
@NullMarked
package dev.sluice.api.deliveries;

import org.jspecify.annotations.NullMarked;
