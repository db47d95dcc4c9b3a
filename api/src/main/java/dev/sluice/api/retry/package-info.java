/** Repeats a failed or cancelled job as a new one. */
@NullMarked
package dev.sluice.api.retry;

import org.jspecify.annotations.NullMarked;
