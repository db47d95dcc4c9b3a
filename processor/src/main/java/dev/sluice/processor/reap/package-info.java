/** Recovers the jobs of lost workers, and fails jobs past their deadline or expiry. */
@NullMarked
package dev.sluice.processor.reap;

import org.jspecify.annotations.NullMarked;
