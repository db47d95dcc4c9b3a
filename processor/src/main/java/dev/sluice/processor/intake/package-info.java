/** From the topic into the table: one statement per polled batch, then the offsets. */
@NullMarked
package dev.sluice.processor.intake;

import org.jspecify.annotations.NullMarked;
