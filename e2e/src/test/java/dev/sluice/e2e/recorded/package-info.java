/** Replays exchanges recorded with an earlier version and compares the results. */
@NullMarked
package dev.sluice.e2e.recorded;

import org.jspecify.annotations.NullMarked;
