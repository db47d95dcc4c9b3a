/** Claimed work on virtual threads, bounded by permits. */
@NullMarked
package dev.sluice.work;

import org.jspecify.annotations.NullMarked;
