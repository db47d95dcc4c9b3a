/** Stores submissions: one statement per polled batch, then the offsets are committed. */
@NullMarked
package dev.sluice.processor.intake;

import org.jspecify.annotations.NullMarked;
