/** Writes the outcomes of attempts, together with their events. */
@NullMarked
package dev.sluice.processor.settle;

import org.jspecify.annotations.NullMarked;
